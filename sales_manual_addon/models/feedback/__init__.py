from . import feedback
from . import feedback_flow
from . import arrival
from . import company
from . import evidence
