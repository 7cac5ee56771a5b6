-- The index that passages are found with: bitmaps and arrays, made anew whenever a build has ended.
-- It refers to sentences by their keys and holds nothing to them: they may go before it is made anew.
CREATE TABLE "passages" (
  "number" INTEGER NOT NULL,
  "sentence" TEXT,
  PRIMARY KEY ("number")
);
CREATE TABLE "passage_words" (
  "word" TEXT NOT NULL,
  "passages" INTEGER,
  "places" INTEGER,
  "bitmap" BLOB,
  "positions" BLOB,
  PRIMARY KEY ("word")
);
CREATE TABLE "passage_facets" (
  "facet" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "passages" INTEGER,
  "bitmap" BLOB,
  PRIMARY KEY ("facet", "value")
);
CREATE TABLE "passage_codings" (
  "theme" TEXT NOT NULL,
  "polarity" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "passages" INTEGER,
  "bitmap" BLOB,
  PRIMARY KEY ("theme", "polarity", "status")
);
CREATE TABLE "passage_arrays" (
  "name" TEXT NOT NULL,
  "part" INTEGER NOT NULL,
  "data" BLOB,
  PRIMARY KEY ("name", "part")
);
-- A database that was built before has no index yet: its next build makes one.
UPDATE "meta" SET "value" = 'stale' WHERE "key" = 'counts';
