from . import notice_class
from . import proforma
from . import proforma_line
from . import proforma_flow
from . import notice
from . import declaration
