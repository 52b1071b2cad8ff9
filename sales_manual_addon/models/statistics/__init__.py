from . import delivery_day
from . import shipment
from . import shipment_table
from . import desk
