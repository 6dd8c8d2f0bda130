"""The doctor: whether a repository is set up so that the gate's word decides, and what to do where not.

`survey` asks GitHub, `checkup` judges what was read, `rendering` shows it. What could not be read
is a finding too: silence is never health.
"""

from review_gate.doctor.checkup import conclusion, examine
from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Conclusion, Finding, Severity
from review_gate.doctor.setup import Setup
from review_gate.doctor.survey import survey

__all__ = ["Conclusion", "DoctorCode", "Finding", "Setup", "Severity", "conclusion", "examine", "survey"]
