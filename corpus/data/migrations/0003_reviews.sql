-- What people decided in review, what was released from this database, and what was erased from it.
CREATE TABLE "reviews" (
  "note" TEXT NOT NULL REFERENCES "notes"("id"),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "type" TEXT,
  "decision" TEXT,
  "text_sha256" TEXT,
  "reviewer" TEXT,
  "role" TEXT,
  "decided" TEXT,
  PRIMARY KEY ("note", "start", "end")
);
CREATE TABLE "reviewed_notes" (
  "note" TEXT NOT NULL REFERENCES "notes"("id"),
  "text_sha256" TEXT,
  "reviewer" TEXT,
  "role" TEXT,
  "decided" TEXT,
  PRIMARY KEY ("note")
);
CREATE TABLE "releases" (
  "sha256" TEXT NOT NULL,
  "kind" TEXT,
  "database" TEXT,
  "released" TEXT,
  "notes" INTEGER,
  "accepted" TEXT,
  PRIMARY KEY ("sha256")
);
CREATE TABLE "released_cases" (
  "release" TEXT NOT NULL REFERENCES "releases"("sha256"),
  "case_id" TEXT NOT NULL,
  PRIMARY KEY ("release", "case_id")
);
CREATE INDEX "idx_released_cases_case_id" ON "released_cases" ("case_id");
CREATE TABLE "erased_cases" (
  "case_id" TEXT NOT NULL,
  "erased" TEXT,
  PRIMARY KEY ("case_id")
);
