from . import test_access_matrix
from . import test_catalogue
from . import test_conservation
from . import test_notice
from . import test_real_contracts
from . import test_record_rules
from . import test_signoff
from . import test_xlsx_schedule
