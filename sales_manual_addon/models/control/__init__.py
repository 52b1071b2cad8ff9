from . import guard
from . import numbering
from . import signoff
from . import signoff_step
from . import signable
from . import signing
from . import verification
from . import seal
