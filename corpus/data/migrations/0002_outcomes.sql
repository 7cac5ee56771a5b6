-- What came of a case, where outcomes are linked to it.
ALTER TABLE "cases" ADD COLUMN "completed" TEXT;
ALTER TABLE "cases" ADD COLUMN "reoffended" TEXT;
