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
* On real report prose the cue lists alone find the core themes as well as the models do; what the careful reader adds
  there is the wider themes, polarity and practice.
* The encoder is small, and more voices still help: learnt from 9,200 sentences, the same encoder alone had a core
  micro F1 of .64 on the development voices, from 14,500 .68.
* The coders are language models. How people would code these notes is not known yet."""

RECALL = """With `--profile recall` the careful reader finds {recall_recall:.2f} of all codings (balanced:
{balanced_recall:.2f}), and {recall_precision:.2f} of what it says is right (balanced: {balanced_precision:.2f})."""

ERRORS = """### The twenty commonest kinds of error, careful"""
