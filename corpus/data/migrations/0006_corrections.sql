-- What people coded on the private site: who they are, and each step that they took, none of which is ever changed.
CREATE TABLE "coders" (
  "coder" TEXT NOT NULL,
  "name" TEXT,
  "since" TEXT,
  PRIMARY KEY ("coder")
);
CREATE TABLE "corrections" (
  "id" INTEGER NOT NULL,
  "note" TEXT REFERENCES "notes"("id"),
  "coder" TEXT REFERENCES "coders"("coder"),
  "text_sha256" TEXT,
  "made" TEXT,
  "step" TEXT,
  "record" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_corrections_note_coder" ON "corrections" ("note", "coder");
