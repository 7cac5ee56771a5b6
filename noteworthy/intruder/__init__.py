"""The motivated-intruder test: what somebody who knows the private database could find in a public file."""

from noteworthy.intruder.attack import run_intruder
from noteworthy.intruder.findings import Finding, IntruderReport, Spot

__all__ = ["Finding", "IntruderReport", "Spot", "run_intruder"]
