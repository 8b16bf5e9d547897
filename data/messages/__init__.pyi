from .letters import Letter as Letter, listed as listed
from .outbox import Message as Message, Messages as Messages
from .recipients import Recipient as Recipient
from .smtp import MailServer as MailServer, send_waiting as send_waiting
