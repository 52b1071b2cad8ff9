from . import decompose
from . import decompose_table
from . import exemption_revoke
from . import gate_start
from . import sign
from . import split_batch
from . import verification
