"""The note encoder: a small transformer that reads a note whole and says of each sentence what it holds.

Reading needs onnxruntime and tokenizers alone. Making one (``network``, ``lessons``, ``fitting``, ``graph``) needs
torch, which comes with the extra ``train`` and is never imported otherwise.
"""
