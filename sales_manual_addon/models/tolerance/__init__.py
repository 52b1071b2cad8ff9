from . import tolerance
from . import verdict
from . import approval
from . import approval_decision
from . import notice
from . import over_delivery
from . import buttons
