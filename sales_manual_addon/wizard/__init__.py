from . import decompose
from . import sign
from . import split_batch
from . import verification
