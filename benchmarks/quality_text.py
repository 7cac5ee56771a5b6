"""The words of docs/quality.md: what the figures are, and what they do not show."""

INTRODUCTION = """# Quality: what was measured

Written by `python -m benchmarks.quality`; do not edit by hand. Models `{careful}` (careful, the default) and
`{fast}` (fast).

The figures compare the product with coders who worked from the same codebook. A theme counts a sentence as right when
the theme is given; theme polarity asks for good, poor, mixed or context as well. Swaps are good sentences taken for
poor ones, or the reverse."""

DEMO = """## The demonstration corpus: {voices} voices that training never saw

{notes} notes, {sentences} sentences. The corpus is invented and meant to be hard: in many of its sentences the
judgement lies in the events, and the theme's usual words are avoided on purpose or stand there in another sense.
Intervals resample cases. `without question` is the careful reader on the same notes when nothing says which question
they answer; `words alone` is TF-IDF without cues or embedding, learnt from the same corpora; `coder on coder` holds
the second coder against the first, before they agreed."""

REAL = """## Real inspectors' paragraphs

{notes} paragraphs of published inspection reports (children's services), {sentences} sentences, coded by three coders
(language models, who agree with each other more than people would); the majority counts. The paragraphs are not in
this repository. Nothing was trained on this set and no threshold fitted to it, but it is **not unseen**: the cue
lists were read against errors on it, and figures on it led to four decisions (a model in two steps, a ceiling on
thresholds, voices of plain report prose among the lessons, and four of these in the very register of published
reports, after the encoder was seen to miss themes in abstract sentences). So it flatters, and the next set of its
kind will say by how much."""

TITLE_DEMO = "Invented notes, hard on purpose"

ABOUT_DEMO = """{notes} notes ({sentences} sentences) of the demonstration corpus in {voices} voices that training never saw. In many
of them the judgement lies in the events, and a theme's usual words are avoided. Coders and writers are language models."""

TITLE_REAL = "Real inspectors' paragraphs"

ABOUT_REAL = """{notes} paragraphs ({sentences} sentences) of published inspection reports on children's services, coded by three coders
(language models). Not trained on, but not unseen either: errors on it were read while the product was made, so it flatters."""

SHORT = """## Where it falls short

* Two fifths of what coders see in told events is not seen, and polarity is the weakest step there: whether "the bus
  did not come" was anyone's failing is guessed from the telling.
* `delay` is missed most often, and what is found of it is mostly right: the careful reader is slow to call a passage of
  time a delay. `information` is both missed and seen where there is none: nearly every event in a note is somebody
  telling somebody something, or not.
* Tailoring is found worst: that a thing fitted the person, or did not, is said by what the person was like a few
  sentences before. Codings that rest on the model alone are right less often than those with a cue, and say so in
  their source.
* The fast reader lets few notes pass without review; it is meant for counting over many notes, not for reading one.
* On real report prose the cue lists alone come near the models in core themes; what the careful reader adds there is
  most in the wider themes, polarity and practice.
* Twice the lessons helped on report prose (core micro F1 .76 to .82) and hardly on the terse voices (.635 to .642).
  The fast reader gained a little in polarity and practice from them, and nothing in themes (core .564 to .552 on the
  terse voices, .730 to .723 on report prose): words alone generalise no further.
* The coders are language models. How people would code these notes is not known yet."""

RECALL = """With `--profile recall` the careful reader finds {recall_recall:.2f} of all codings (balanced:
{balanced_recall:.2f}), and {recall_precision:.2f} of what it says is right (balanced: {balanced_precision:.2f})."""

ERRORS = """### The twenty commonest kinds of error, careful"""

FAITHFULNESS = """## Are the words shown the words that weigh?

Where a coding rests on the model alone, its words were blanked out, and then another run of as many words of the same
sentence (`python -m benchmarks.faithfulness`, test voices). The theme's probability falls by {careful[fall_without_evidence]:.2f}
without the words shown and by {careful[fall_without_other_words]:.2f} without the others; in {careful[evidence_falls_further]:.0%} of
{careful[codings]} codings the words shown weigh more. The fast reader: {fast[fall_without_evidence]:.2f},
{fast[fall_without_other_words]:.2f}, {fast[evidence_falls_further]:.0%} of {fast[codings]}."""

GRADES = """## Practice scores against published grades

{paragraphs:,} paragraphs of Ofsted's reports on children's services stand in sections with a published grade
(`python -m benchmarks.grades`). Nothing was learnt or chosen from grades. AUC of good-or-outstanding against the rest, with
95% intervals by authority:

| | paragraphs | sections of a report |
| --- | ---: | ---: |
| careful | {careful[paragraphs][0]:.3f} ({careful[paragraphs][1]:.2f} to {careful[paragraphs][2]:.2f}) | {careful[sections][0]:.3f} ({careful[sections][1]:.2f} to {careful[sections][2]:.2f}) |
| fast | {fast[paragraphs][0]:.3f} ({fast[paragraphs][1]:.2f} to {fast[paragraphs][2]:.2f}) | {fast[sections][0]:.3f} ({fast[sections][1]:.2f} to {fast[sections][2]:.2f}) |
| ten negative words | {ten_negative_words[paragraphs][0]:.3f} | {ten_negative_words[sections][0]:.3f} |"""

FEEDBACK = """## A user's own coding

NHS comments with 36 themes of their own, coded by analysts, learnt from 300 of them with a codebook without a single cue
(`python -m benchmarks.feedback`): micro F1 {rows_300[careful][micro_f1]:.3f} with the careful reader, {rows_300[fast][micro_f1]:.3f}
with the fast one; macro F1 {rows_300[careful][macro_f1]:.3f} and {rows_300[fast][macro_f1]:.3f}. Mean of {rows_300[folds]} folds. Measured
with the encoder as it was before the last forty voices."""

SPEED = """## Speed

On {cores} cores, {notes:,} notes of the demonstration corpus (`python -m benchmarks.coding_speed`): the careful reader codes
{careful[sentences_per_second]} sentences a second, {careful[notes_per_second]} notes; the fast one {fast[sentences_per_second]} and
{fast[notes_per_second]}, which is {fast[ratio_to_blank_and_sentencizer]:.2f} of the bare tokeniser's words in the same processor time.
Names and numbers are looked for in every note, which by now is the fast reader's largest part. A first note takes
{start_up[first_note_careful_to_imports]:.1f} times what importing the packages takes with the careful reader, {start_up[first_note_fast_to_imports]:.1f} times with the fast one."""
