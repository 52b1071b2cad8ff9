from . import contract
from . import line
from . import milestone
from . import batch
from . import batch_line
