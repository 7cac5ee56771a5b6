-- The first schema. A migration that has been applied somewhere is never changed: a new one is added.
CREATE TABLE "sources" (
  "name" TEXT NOT NULL,
  "title" TEXT,
  "file" TEXT,
  "sha256" TEXT,
  "publication" TEXT,
  "licence" TEXT,
  "notice" TEXT,
  "attribution" TEXT,
  PRIMARY KEY ("name")
);
CREATE TABLE "themes" (
  "code" TEXT NOT NULL,
  "name" TEXT,
  "position" INTEGER,
  "core" INTEGER,
  "definition" TEXT,
  "use" TEXT,
  "not_use" TEXT,
  "confused_with" TEXT,
  "cues_good" TEXT,
  "cues_poor" TEXT,
  "cues_topic" TEXT,
  PRIMARY KEY ("code")
);
CREATE TABLE "factors" (
  "code" TEXT NOT NULL,
  "name" TEXT,
  PRIMARY KEY ("code")
);
CREATE TABLE "actors" (
  "code" TEXT NOT NULL,
  "name" TEXT,
  PRIMARY KEY ("code")
);
CREATE TABLE "interventions" (
  "code" TEXT NOT NULL,
  "name" TEXT,
  PRIMARY KEY ("code")
);
CREATE TABLE "cases" (
  "id" TEXT NOT NULL,
  "organisation" TEXT,
  "organisation_kind" TEXT,
  "provider" TEXT,
  "region" TEXT,
  "delivery_unit" TEXT,
  "programme" TEXT,
  "inspected" TEXT,
  "year" TEXT,
  "sex" TEXT,
  "age_band" TEXT,
  "ethnicity" TEXT,
  "order_type" TEXT,
  "risk_level" TEXT,
  "officer" TEXT,
  "inspector" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_cases_organisation_kind" ON "cases" ("organisation_kind");
CREATE TABLE "judgements" (
  "id" TEXT NOT NULL,
  "case_id" TEXT REFERENCES "cases"("id"),
  "question" TEXT,
  "stage" TEXT,
  "factor" TEXT REFERENCES "factors"("code"),
  "answer" TEXT,
  "notable" TEXT,
  "source" TEXT REFERENCES "sources"("name"),
  "given_id" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_judgements_case_id" ON "judgements" ("case_id");
CREATE INDEX "idx_judgements_factor" ON "judgements" ("factor");
CREATE INDEX "idx_judgements_source_given_id" ON "judgements" ("source", "given_id");
CREATE TABLE "notes" (
  "id" TEXT NOT NULL,
  "text" TEXT,
  "practice" TEXT,
  "score" REAL,
  "low" REAL,
  "high" REAL,
  "needs_review" INTEGER,
  "kind" TEXT,
  "judgement" TEXT REFERENCES "judgements"("id"),
  "case_id" TEXT REFERENCES "cases"("id"),
  "source" TEXT REFERENCES "sources"("name"),
  "counted" TEXT,
  "learnt_from" INTEGER,
  "codebook" TEXT,
  "model" TEXT,
  "given_id" TEXT,
  "row" INTEGER,
  "fingerprint" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_notes_judgement" ON "notes" ("judgement");
CREATE INDEX "idx_notes_case_id" ON "notes" ("case_id");
CREATE INDEX "idx_notes_practice" ON "notes" ("practice");
CREATE INDEX "idx_notes_source_given_id" ON "notes" ("source", "given_id");
CREATE VIRTUAL TABLE "notes_fts" USING FTS5 ("text", tokenize='porter unicode61', content="notes");
CREATE TRIGGER "notes_ai" AFTER INSERT ON "notes" BEGIN INSERT INTO "notes_fts" (rowid, "text") VALUES (new.rowid, new."text"); END;
CREATE TRIGGER "notes_ad" AFTER DELETE ON "notes" BEGIN INSERT INTO "notes_fts" ("notes_fts", rowid, "text") VALUES ('delete', old.rowid, old."text"); END;
CREATE TRIGGER "notes_au" AFTER UPDATE OF "text" ON "notes" BEGIN INSERT INTO "notes_fts" ("notes_fts", rowid, "text") VALUES ('delete', old.rowid, old."text"); INSERT INTO "notes_fts" (rowid, "text") VALUES (new.rowid, new."text"); END;
CREATE TABLE "sentences" (
  "id" TEXT NOT NULL,
  "note" TEXT REFERENCES "notes"("id"),
  "number" INTEGER,
  "start" INTEGER,
  "end" INTEGER,
  "text" TEXT,
  "practice" TEXT,
  "score_good" REAL,
  "score_poor" REAL,
  "score_mixed" REAL,
  "score_none" REAL,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_sentences_note" ON "sentences" ("note");
CREATE INDEX "idx_sentences_practice" ON "sentences" ("practice");
CREATE TABLE "codings" (
  "id" TEXT NOT NULL,
  "note" TEXT REFERENCES "notes"("id"),
  "sentence" TEXT REFERENCES "sentences"("id"),
  "theme" TEXT REFERENCES "themes"("code"),
  "polarity" TEXT,
  "status" TEXT,
  "start" INTEGER,
  "end" INTEGER,
  "spans" TEXT,
  "evidence" TEXT,
  "confidence" REAL,
  "source" TEXT,
  "coder" TEXT,
  "standing" INTEGER,
  "actor" TEXT REFERENCES "actors"("code"),
  "factor" TEXT REFERENCES "factors"("code"),
  "intervention" TEXT REFERENCES "interventions"("code"),
  "reason" TEXT,
  PRIMARY KEY ("id")
);
CREATE INDEX "idx_codings_note" ON "codings" ("note");
CREATE INDEX "idx_codings_sentence" ON "codings" ("sentence");
CREATE INDEX "idx_codings_theme_polarity" ON "codings" ("theme", "polarity");
CREATE TABLE "readings" (
  "note" TEXT NOT NULL REFERENCES "notes"("id"),
  "coder" TEXT NOT NULL,
  "practice" TEXT,
  "clarity" INTEGER,
  "record" TEXT,
  PRIMARY KEY ("note", "coder")
);
CREATE INDEX "idx_readings_coder" ON "readings" ("coder");
CREATE TABLE "sentence_readings" (
  "sentence" TEXT NOT NULL REFERENCES "sentences"("id"),
  "coder" TEXT NOT NULL,
  "note" TEXT REFERENCES "notes"("id"),
  "practice" TEXT,
  PRIMARY KEY ("sentence", "coder")
);
CREATE INDEX "idx_sentence_readings_note" ON "sentence_readings" ("note");
CREATE TABLE "identifiers" (
  "note" TEXT NOT NULL REFERENCES "notes"("id"),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "type" TEXT,
  "confidence" REAL,
  "reason" TEXT,
  PRIMARY KEY ("note", "start", "end")
);
CREATE TABLE "meta" (
  "key" TEXT NOT NULL,
  "value" TEXT,
  PRIMARY KEY ("key")
);
CREATE TABLE "secrets" (
  "name" TEXT NOT NULL,
  "value" TEXT,
  PRIMARY KEY ("name")
);
CREATE TABLE "theme_counts" (
  "dimension" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "theme" TEXT NOT NULL REFERENCES "themes"("code"),
  "polarity" TEXT NOT NULL,
  "notes" INTEGER,
  "sentences" INTEGER,
  "codings" INTEGER,
  PRIMARY KEY ("dimension", "value", "theme", "polarity")
);
CREATE TABLE "practice_counts" (
  "dimension" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "practice" TEXT NOT NULL,
  "notes" INTEGER,
  "sentences" INTEGER,
  PRIMARY KEY ("dimension", "value", "practice")
);
CREATE TABLE "note_counts" (
  "dimension" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "notes" INTEGER,
  "sentences" INTEGER,
  "cases" INTEGER,
  PRIMARY KEY ("dimension", "value")
);
INSERT INTO "meta" VALUES ('kind', 'private');
