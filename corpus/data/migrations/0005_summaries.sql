-- What pages show of the whole corpus, worked out when all is stored: shares, pairs, words, examples, answers.
CREATE TABLE "theme_shares" (
  "dimension" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "theme" TEXT NOT NULL REFERENCES "themes"("code"),
  "polarity" TEXT NOT NULL,
  "notes" INTEGER,
  "of_notes" INTEGER,
  "of_cases" INTEGER,
  "percent" REAL,
  "low" REAL,
  "high" REAL,
  PRIMARY KEY ("dimension", "value", "theme", "polarity")
);
CREATE INDEX "idx_theme_shares_theme" ON "theme_shares" ("theme");
CREATE TABLE "theme_pairs" (
  "theme" TEXT NOT NULL REFERENCES "themes"("code"),
  "polarity" TEXT NOT NULL,
  "other" TEXT NOT NULL REFERENCES "themes"("code"),
  "other_polarity" TEXT NOT NULL,
  "notes" INTEGER,
  "notes_theme" INTEGER,
  "notes_other" INTEGER,
  "expected" REAL,
  "lift" REAL,
  "low" REAL,
  "high" REAL,
  PRIMARY KEY ("theme", "polarity", "other", "other_polarity")
);
CREATE TABLE "distinctive_words" (
  "subject" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "word" TEXT NOT NULL,
  "good" INTEGER,
  "poor" INTEGER,
  "log_odds" REAL,
  "z" REAL,
  PRIMARY KEY ("subject", "code", "word")
);
CREATE TABLE "examples" (
  "subject" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "polarity" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  "coding" TEXT,
  "note" TEXT,
  PRIMARY KEY ("subject", "code", "polarity", "place")
);
CREATE TABLE "answer_shares" (
  "factor" TEXT NOT NULL,
  "question" TEXT NOT NULL,
  "yes" INTEGER,
  "no" INTEGER,
  "not_applicable" INTEGER,
  "unanswered" INTEGER,
  "cases" INTEGER,
  "percent" REAL,
  "low" REAL,
  "high" REAL,
  PRIMARY KEY ("factor", "question")
);
-- How many of the codings are coders', so that no page has to count them.
ALTER TABLE "theme_counts" ADD COLUMN "by_coders" INTEGER;
-- The next build works them out, though nothing else has changed.
UPDATE "meta" SET "value" = 'stale' WHERE "key" = 'counts';
