-- What coders read in notes with a second codebook, such as that of the interventions landscape.
CREATE TABLE "frame_readings" (
  "note" TEXT NOT NULL REFERENCES "notes"("id"),
  "frame" TEXT NOT NULL,
  "coder" TEXT NOT NULL,
  "practice" TEXT,
  "clarity" INTEGER,
  "record" TEXT,
  PRIMARY KEY ("note", "frame", "coder")
);
