"""The tables of fields as they are written; `exchange.codes.fields` reads them."""

from __future__ import annotations

from typing import Final

KINDS: Final = """
*
offence | text
offence.natinf | natinf
offence.area | text

trafficking
route | text
means | text
quantity | quantity
unit | code measure
seizure.date | date-past
seizure.place | text
network | text
drug.substance | text | drugs
drug.purity | text | drugs
victims | count | human-beings
victims.minors | count | human-beings
exploitation | text | human-beings
weapons.origin | text | firearms
theft.date | date-past | stolen-vehicles cultural-goods
theft.place | text | stolen-vehicles cultural-goods
work | text | cultural-goods
species | text | endangered-species
cites.permit | text | endangered-species
brand | text | counterfeit-goods tobacco
waste.code | text | waste
organ | text | organs

wanted
warrant.authority | text
warrant.number | text
warrant.date | day-past
warrant.offence | text
warrant.maximum-penalty | text
notice.colour | code notice-colour
notice.number | text
diffusion.colour | code notice-colour
diffusion.number | text
sis.number | text
fpr.number | text
last-seen.place | text
last-seen.date | date-past
missing.since | date-past | missing
missing.circumstances | text | missing

document-fraud
detected.where | text
detected.by | text
detected.what | text
detected.date | date-past
result | code document-result
stolen-blank.from | text | stolen-blank
stolen-blank.numbers | text | stolen-blank

illegal-immigration
route | text
crossing-point | text
persons | count
minors | count
readmission.instrument | text
visa.number | text | visa-fraud
visa.consulate | text | visa-fraud
price | text | smuggling-network route-intelligence

rogatory
commission.magistrate | text | | !
commission.court | text
commission.cabinet | text
commission.instruction-number | text
commission.prosecution-number | text
commission.date | day-past
commission.offences | text
commission.language | language
commission.translator | text
commission.translation-certified | code yes-no
commission.translation-date | day-past
commission.channel | code commission-channel
commission.diplomatic-notice | code diplomatic-notice
commission.authority | text
commission.authority-ref | text
commission.secrecy | code yes-no
commission.presence | code yes-no
commission.deadline | day
commission.validated-by | text | eio
"""
"""A kind (`*`: every one), then a line a field.

Name, form with its code list, sub-kinds that alone have it, `!` where nothing is opened without it.
"""

SUBJECTS: Final = """
person
family | text | !
given | text | !
aliases | text | !
sex | code sex
born | date-past
birth-place | text
nationality | countries
minor | code yes-no
special-data | codes special-data
mrz | mrz | !
note | text

document
type | code document-type
number | text | !
country | country
issued | date-past
expires | date
family | text
given | text
sex | code sex
born | date-past
nationality | countries
personal-number | text
mrz | mrz | !
note | text

vehicle
plate | plate | !
country | country
vin | vin | !
make | text | !
model | text | !
colour | text
note | text

phone
number | phone | !
imei | imei | !
imsi | imsi | !
operator | text
note | text

account
iban | iban | !
number | text | !
wallet | wallet | !
bic | bic
bank | text
holder | text
note | text

organisation
name | text | !
aliases | text
registration | text | !
country | country
address | text
note | text

firearm
serial | text | !
make | text | !
model | text | !
calibre | text
note | text

vessel
name | text | !
imo | imo | !
mmsi | mmsi | !
call-sign | text | !
flag | country
note | text

container
number | container | !
seal | text
note | text

online
handle | text | !
platform | text
email | email | !
address | text | !
note | text
"""
"""A type, then a line a field: name, form with its code list, `!` for those of which one must be given."""
