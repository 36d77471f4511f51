"""Small closed lists of words that sentence ends and candidates are decided by: English, Ukrainian, Russian.

Everything here is case-folded except where its comment says otherwise.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = words("the a an this that these those its their our his her my your some any all each every both")

# Those that annotators take into a span: `the Ministry`, `its forces`.
LEADING_DETERMINERS = words("the a an this these those its their our his her my")

PRONOUNS = words("i we they he she it you us them him who whom me ours theirs one's there here what which whose")

PREPOSITIONS = words(
    "of in on at by to from with for into onto over under about after before during between among across "
    "against near around through throughout towards toward within without along behind beyond beside "
    "besides despite except inside outside per since than until till upon via amid amidst off out up down "
    "as like including"
)

CONJUNCTIONS = words(
    "and or but nor so yet if when while because although though whereas unless whether where how why"
)

AUXILIARIES = words(
    "is are was were be been being am has have had having do does did doing will would shall should can "
    "could may might must not no also said says say told tells added adds noted reported reports claimed "
    "claims according met went came took gave made held began sent led fought won lost left fell hit "
    "struck shot found kept brought built drove flew saw became remain remains continue continues urge "
    "urges condemn call calls"
)

# Never a name when they open a sentence; case-folded.
ADVERBS = words(
    "today yesterday tomorrow now then later earlier recently currently meanwhile however moreover "
    "furthermore additionally separately similarly finally first second third next last once again still "
    "already even only just more most many much few several other others another such same both either "
    "neither one two three four five six seven eight nine ten eleven twelve hundreds thousands dozens "
    "nearly almost approximately at least less instead therefore thus hence indeed perhaps maybe often "
    "sometimes always never soon early late following given based speaking asked please yes no officials "
    "residents witnesses sources"
)

CLOSED_CLASS = DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES

_SLAVIC_STARTERS = words(
    "а або але бо в вже він вона вони воно все всі до для з за зі й його її їх із коли крім між ми на над "
    "не немає ні о об однак окрім під після по поки потім про при раніше сьогодні та так також там те ти "
    "тим то тому тут у хоча це ця ці цей через чи що щоб я як якщо які який вчора завтра зараз зокрема "
    "проте тоді наразі внаслідок без был была были было быть во вот всё вы где да даже его ее её если "
    "есть еще ещё же здесь и из или им их к как когда кто ли между мы нет но однако он она они оно от под "
    "пока после потом ранее с сегодня сейчас со также тем тогда только ты уже что чтобы эта эти это этот "
    "вчера кроме более около среди согласно отметил сообщил заявил"
)

# Words that open sentences and are no names there.
STARTERS = CLOSED_CLASS | ADVERBS | _SLAVIC_STARTERS

# Stand before a name, so their full stop ends nothing.
TITLES = words(
    "mr mrs ms dr prof spc pvt pfc ltc ssgt msgt gen lt col maj capt sgt cpl brig adm cmdr gov sen rep "
    "hon rev st mt ft fr sr jr e.g i.e cf vs viz approx ca ген полк подп кап проф акад ул вул пл просп пр "
    "см им ім м с т.н т.зв"
)

# Can end a sentence; they do when the next word is one that opens sentences.
ABBREVIATIONS = words(
    "inc ltd co corp bros plc etc al est dept div univ km kg cm mm mph hrs hr min sec ave blvd rd г гг р "
    "рр в вв ст обл тыс тис млн млрд руб грн коп чел др т.д т.п т.е т.к ін напр тобто"
)

# Their full stop ends nothing before a figure.
NUMBERED = words(
    "no nos art arts para paras fig figs vol vols p pp sec ch chap ex res resp jan feb mar apr jun jul "
    "aug sep sept oct nov dec рис стр п пп ч № табл ст"
)

CALENDAR = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "wed thu fri sat sun понеділок вівторок середа четвер субота неділя понедельник вторник среда пятница "
    "суббота воскресенье"
)

# Small words inside names: `Haider al-Abadi`, `Abu Bakr al Baghdadi`, `Ursula von der Leyen`.
NAME_PARTICLES = words(
    "al el ad as ash an ar at az ibn bin bint ben abu abd ul ud van von der den de del della di da du des "
    "la le los las dos ter zu zur y e"
)

# Capitalised words that `for` joins to what follows: `Minister for the Middle East`.
OFFICES = words(
    "minister ministry secretary secretariat undersecretary ambassador envoy representative coordinator "
    "commissioner rapporteur spokesman spokeswoman spokesperson adviser advisor director department "
    "office bureau centre center council committee commission organisation organization society agency "
    "fund programme program movement front union institute foundation campaign coalition alliance "
    "association court force mission party"
)
