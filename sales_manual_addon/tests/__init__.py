from . import test_access_matrix
from . import test_signoff
from . import test_xlsx_schedule
