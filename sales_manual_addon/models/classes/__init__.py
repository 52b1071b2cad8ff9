from . import notice_class
from . import notice_line
from . import notice
from . import notice_blockers
from . import exchange
from . import transfer
from . import recording
from . import gate
