from . import notice_class
from . import notice
from . import notice_line
from . import notice_delivery
from . import gate
