from . import notice_report
from . import post_report
from . import post_chart
from . import separation_matrix
from . import vessel_request
from . import gate_pass
