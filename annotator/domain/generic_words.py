"""Generic English words of conflict reports: what a name is extended by, and what may be marked without a name.

All case-folded. They only propose a stretch; the annotator decides.
"""

from __future__ import annotations

from annotator.domain.word_lists import words


def _plural(word: str) -> str:
    if word[-1] == "y" and word[-2] not in "aeou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "ch", "sh")) else f"{word}s"


_ACTORS = (
    "activist actor administration agency aide ally ambassador army attacker authority battalion "
    "bomber brigade businessman cell child citizen civilian cleric coalition combatant command "
    "commander commission committee community company conscript contractor council country court crew "
    "delegation detainee dissident division doctor donor driver emissary employee enemy envoy expert "
    "extremist faction family farmer fighter firefighter force general government governor group "
    "guard guerrilla gunman gunner homeland hostage inspector insurgent investigator islamist "
    "jihadist journalist judge king lawmaker lawyer leader loyalist marine mayor mediator medic "
    "member mercenary migrant militant militia minister ministry minority monitor movement nation "
    "navy neighbor neighbour network observer officer official operative operator opponent opposition "
    "organisation organization paramilitary parliament partner party pilot policeman politician "
    "population president prisoner protester radical rebel recruit refugee regime regiment reporter "
    "representative reservist resident responder ruler sailor scientist secretary senator separatist "
    "sergeant servicemember sheikh sniper soldier spokesman spokesperson spokeswoman sponsor spy "
    "squad squadron stakeholder state student supporter suspect syndicate teacher team terrorist "
    "tourist tribe troop unit user victim villager volunteer warfighter warlord worker"
)

_PLACES = (
    "airbase airfield airport airspace apartment area bakery barrack base border bridge building "
    "bunker caliphate camp capital cathedral center centre checkpoint church city clinic coast "
    "coastline complex compound consulate corridor county dam depot district dwelling embassy enclave "
    "entrance facility factory farm forest front frontline garrison governorate harbor harbour "
    "headland headquarter highway hill home hospital hotel house hub island junction kingdom lake "
    "location market marketplace mosque mountain neighborhood neighbourhood oilfield outpost "
    "peninsula pipeline place plant plateau port position prefecture prison province quarter railway "
    "refinery region republic reservoir restaurant river road route ruin safehouse school sea "
    "settlement shelter shop shrine site square station strait street stronghold suburb synagogue "
    "temple territory town trench tunnel university valley village warehouse zone"
)

_WEAPONS = (
    "airlifter airstrike ambulance bomb bombardment bulldozer bus cannon car carrier charge chemical "
    "convoy destroyer device drone excavator explosive fighter firearm frigate grenade gun gunship "
    "helicopter howitzer ied jeep jet knife launcher loader machete mine minefield missile mortar "
    "motorcycle munition pickup pistol plane radar rifle rocket rpg shell ship shotgun strike "
    "submarine tank tanker torpedo transport truck uav vbied vehicle vessel warhead warplane warship "
    "weapon"
)

_COLLECTIVE = (
    "aircraft airmen ammunition armor armour arms artillery businessmen children clergy equipment "
    "families fishermen gunmen hardware infantry intelligence leadership media men people peoples "
    "personnel police policemen press shrapnel soldiery spokesmen staff weaponry women workforce"
)

# What a generic phrase ends with; the plurals also stand alone, without an article.
SINGULARS = words(f"{_ACTORS} {_PLACES} {_WEAPONS}")
PLURALS = frozenset((*map(_plural, SINGULARS), *_COLLECTIVE.split()))

KINDS = {
    **dict.fromkeys((each for word in words(_PLACES) for each in (word, _plural(word))), "place"),
    **dict.fromkeys((each for word in words(_WEAPONS) for each in (word, _plural(word))), "weapon"),
    **dict.fromkeys((each for word in words(_ACTORS) for each in (word, _plural(word))), "actor"),
}
"""What kind of thing a noun names: `place`, `weapon` or `actor`."""

# What may stand before such a noun.
MODIFIERS = words(
    "aerial affiliated air air-to-air air-to-ground allied ancient anti-air anti-aircraft "
    "anti-government anti-personnel anti-ship anti-tank armed armored armoured assault attack "
    "automatic autonomous ballistic barrel besieged biological border car chemical chief civil "
    "civilian cluster coastal combat commercial communist conventional counter-terrorism cruise "
    "cultural defence defense democratic deputy diplomatic displaced domestic double-tap drug "
    "eastern economic elderly electronic elite emergency ethnic european executive explosive "
    "extremist federal female field fighting foreign former free friendly front gas global ground "
    "guided heavy high historic hostile humanitarian improvised independent industrial infected "
    "injured innocent intelligence interim interior internal international islamic islamist "
    "jihadist joint land large laser-guided law-enforcement leading light local long-range lower "
    "loyalist machine major male maritime medical mid-level military mine-clearing mixed mobile "
    "moderate modern multi-role multinational municipal national nationalist naval nearby "
    "neighboring neighbouring night non-state north northeastern northern northwestern nuclear "
    "occupied offensive oil operational opposition organised organized overseas paramilitary "
    "partner peace peaceful peacekeeping pilotless political populated prime private "
    "pro-government pro-regime provincial public radical railway recoilless regional regular "
    "religious remote remotely rescue reserve residential retired revolutionary riot rival "
    "roadside rocket-propelled ruling rural sectarian secular security semi-automatic senior "
    "separatist service shiite short-range shoulder-fired small smuggling southeastern southern "
    "southwestern sovereign special state storage strategic suicide sunni supply support "
    "surface-to-air surrounding surveillance suspected tactical terror terrorist training "
    "transitional tribal uniformed unmanned upper urban utility vulnerable war western wider "
    "worldwide young"
)

# End a phrase when a name begins it: `the Syrian military`, but not in `a military plan`.
BODIES = frozenset(("military", "opposition", "navy", "air", "marine", "resistance", "police"))

# Directions belong to the place they stand before: `northern Iraq`.
DIRECTIONS = words(
    "central eastern greater lower mid north-east north-eastern north-west north-western "
    "northeast northeastern northern northwest northwestern south-east south-eastern south-west "
    "south-western southeast southeastern southern southwest southwestern upper western"
)
