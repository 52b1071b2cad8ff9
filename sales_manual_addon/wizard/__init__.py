from . import decompose
from . import decompose_table
from . import post_group
from . import sign
from . import split_batch
from . import verification
from . import separation
