from . import act
from . import separation
from . import query
from . import exception
from . import exception_decision
from . import exception_daily
from . import finding
from . import signable
