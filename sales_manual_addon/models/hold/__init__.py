from . import signoff
from . import notice
from . import recheck
from . import gate
from . import order
