-- Passages that people approved one by one for a protected release, and what each protected release counted.
CREATE TABLE "approvals" (
  "id" INTEGER NOT NULL,
  "sentence" TEXT,
  "note" TEXT REFERENCES "notes"("id"),
  "theme" TEXT,
  "text_sha256" TEXT,
  "polarity" TEXT,
  "sensitive" INTEGER,
  "decision" TEXT,
  "approver" TEXT,
  "role" TEXT,
  "decided" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_approvals_note" ON "approvals" ("note");
CREATE TABLE "released_counts" (
  "release" TEXT NOT NULL REFERENCES "releases"("sha256"),
  "measure" TEXT NOT NULL,
  "dimension" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "theme" TEXT NOT NULL,
  "polarity" TEXT NOT NULL,
  "practice" TEXT NOT NULL,
  "low" INTEGER,
  "high" INTEGER,
  PRIMARY KEY ("release", "measure", "dimension", "value", "theme", "polarity", "practice")
);
ALTER TABLE "releases" ADD COLUMN "counted" TEXT;
