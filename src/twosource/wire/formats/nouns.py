"""The nouns that speakers go by: posts, professions, groups, bodies; and the words that are no part of a
name."""

from __future__ import annotations

from .lexicon import word_set

# Posts and roles of one person. Each group holds words by which papers call one and the same holder.
_SAME_POST = (
    "ambassador envoy diplomat", "president leader statesman", "premier leader", "chancellor leader",
    "minister politician", "secretary minister", "spokesman spokesperson", "spokeswoman spokesperson",
    "chairman chair chairperson", "chairwoman chair chairperson",
    "mp lawmaker politician parliamentarian legislator",
    "senator lawmaker politician legislator", "congressman lawmaker politician legislator",
    "congresswoman lawmaker politician legislator", "representative lawmaker", "deputy lawmaker",
    "councillor politician", "councilor politician", "mayor politician", "governor politician",
    "general commander officer",
    "admiral commander officer", "colonel officer commander", "major officer", "captain officer skipper",
    "lieutenant officer", "sergeant officer", "inspector officer detective", "superintendent officer",
    "constable officer", "commissioner chief", "professor academic expert scholar researcher",
    "scientist researcher expert",
    "economist expert", "analyst expert", "historian academic expert", "lawyer attorney solicitor barrister",
    "attorney lawyer", "prosecutor lawyer", "chief boss head director leader", "director boss chief head",
    "head boss chief director leader", "manager boss", "ceo boss executive chief", "coach manager",
    "doctor physician medic",
    "surgeon doctor", "actor performer star", "actress performer star", "singer musician artist star",
    "author writer novelist",
    "journalist reporter correspondent", "editor journalist", "king monarch", "queen monarch", "pope pontiff",
    "bishop clergyman", "archbishop clergyman", "priest clergyman", "imam cleric", "ayatollah cleric leader",
    "teacher headteacher", "headmaster head", "headmistress head", "farmer", "fisherman", "fisher",
    "architect", "engineer",
    "nurse", "midwife", "judge", "magistrate", "coroner", "adviser advisor aide", "aide adviser",
    "negotiator diplomat",
    "mediator envoy", "delegate", "founder", "owner", "landlord", "landlady", "resident", "neighbour",
    "neighbor", "witness",
    "victim", "survivor", "activist campaigner", "campaigner activist", "organiser organizer", "volunteer",
    "student", "pupil",
    "mother", "father", "brother", "sister", "wife", "husband", "son", "daughter", "widow", "widower",
    "uncle", "aunt",
    "grandmother", "grandfather", "man", "woman", "boy", "girl", "teenager", "pensioner", "driver",
    "pilot", "skipper captain",
    "sailor", "ferryman", "harbourmaster", "keeper", "beekeeper", "baker", "butcher", "shopkeeper",
    "trader", "banker",
    "investor", "entrepreneur", "businessman", "businesswoman", "billionaire", "tycoon", "player",
    "striker", "goalkeeper",
    "midfielder", "defender", "champion", "athlete", "runner", "swimmer", "referee", "host presenter",
    "presenter host",
    "broadcaster presenter", "comedian", "poet writer", "playwright writer", "artist", "painter artist",
    "sculptor artist",
    "photographer", "producer", "conductor", "composer", "librarian", "curator", "archaeologist researcher",
    "biologist scientist researcher", "geologist scientist researcher", "physicist scientist researcher",
    "chemist scientist researcher", "epidemiologist scientist", "virologist scientist",
    "meteorologist forecaster",
    "seismologist scientist", "surveyor", "inspector", "auditor", "accountant", "treasurer",
    "clerk official", "registrar",
    "consultant", "contractor", "developer", "consul diplomat", "attache diplomat", "prime", "vice",
    "undersecretary official",
    "whistleblower", "insider", "source", "official", "officer", "lawmaker", "politician", "diplomat",
    "expert", "researcher",
    "academic", "scholar", "leader", "commander", "chair", "boss", "spokesperson", "executive", "member",
    "colleague",
    "friend", "partner", "ally", "critic", "supporter", "opponent", "rival", "candidate", "nominee",
    "defendant", "suspect",
    "plaintiff", "juror", "veteran", "soldier", "fighter", "rebel", "militant", "hostage", "refugee",
    "migrant", "passenger",
    "customer", "user", "reader", "employee", "worker", "person", "observer", "monitor", "rapporteur",
    "advocate",
    "ombudsman", "watchdog", "speaker", "whip", "principal", "dean", "rector", "chancellor", "provost",
    "warden", "trustee",
    "politician", "technician", "firefighter", "paramedic", "detective policeman officer",
    "policeman officer",
    "policewoman officer", "sheriff officer", "marshal officer", "agent", "voter", "tourist", "visitor",
)  # fmt: skip
SAME_POST: dict[str, frozenset[str]] = {}
for _group in _SAME_POST:
    _first, *_others = _group.split()
    SAME_POST[_first] = SAME_POST.get(_first, frozenset({_first})) | set(_others)
    for _other in _others:
        SAME_POST.setdefault(_other, frozenset({_other}))

_WOMEN = word_set(
    """
    spokeswoman chairwoman congresswoman businesswoman policewoman actress mother sister wife daughter
    widow aunt grandmother woman girl queen landlady headmistress mrs ms miss madam lady dame baroness
    princess duchess
    """
)
_MEN = word_set(
    """
    spokesman chairman congressman businessman policeman father brother husband son widower uncle
    grandfather man boy king landlord headmaster mr sir lord baron prince duke fisherman ferryman pope
    bishop archbishop imam priest
    """
)
# Groups and bodies: they speak, and are no single person.
GROUPS = word_set(
    """
    officials sources people men women ministers diplomats leaders lawmakers politicians senators mps
    deputies officers police troops forces soldiers commanders rebels fighters militants activists
    campaigners residents locals villagers neighbours neighbors witnesses eyewitnesses survivors victims
    relatives families parents mothers fathers doctors nurses medics rescuers paramedics firefighters
    experts analysts economists scientists researchers academics scholars historians lawyers attorneys
    prosecutors investigators detectives judges observers monitors inspectors critics supporters opponents
    allies partners members colleagues friends aides advisers advisors spokesmen spokespeople
    spokespersons representatives delegates negotiators mediators workers employees staff students pupils
    teachers farmers fishermen fishers traders investors shareholders voters readers users customers
    passengers tourists visitors refugees migrants protesters demonstrators organisers organizers
    volunteers unions companies firms banks agencies ministries authorities governments councils parties
    groups organisations organizations countries states nations others some many several most both few
    journalists reporters correspondents newspapers media outlets broadcasters architects engineers
    surveyors forecasters meteorologists councillors councilors executives bosses chiefs insiders guards
    sailors islanders pensioners drivers pilots players coaches fans clubs schools charities shopkeepers
    two three four five six
    """
)
BODIES = word_set(
    """
    programme podcast meeting briefing hearing gathering crowd audience conference rally inquest inquiry government
    ministry department administration cabinet parliament senate congress house duma council
    committee commission court tribunal party opposition coalition alliance union federation confederation
    association organisation organization institute institution university college school hospital clinic
    charity foundation trust fund group company firm corporation business bank agency authority board
    bureau office directorate service inspectorate regulator watchdog ombudsman police army navy military
    force coastguard embassy consulate mission delegation team club league museum theatre theater church
    diocese network channel broadcaster station newspaper paper magazine journal website site publisher
    operator airline airport port railway carrier manufacturer maker supplier producer retailer
    supermarket family state country nation republic kingdom regime junta militia movement faction front
    brigade battalion kremlin presidency secretariat assembly chamber treasury exchequer observatory
    centre center laboratory society campaign inquiry panel jury prosecution defence defense monarchy
    palace city town village borough county district region province island think-tank thinktank ngo un eu
    nato imf who fbi cia nhs bbc rt cnn co-operative cooperative
    """
)
DOCUMENTS = word_set(
    """
    report statement letter document documents study survey poll census data figures statistics records
    register papers filing filings indictment lawsuit complaint memo email e-mail message post tweet
    article story editorial book memoir transcript recording review audit analysis paper resolution
    communique declaration bulletin forecast notice sign website emails letters messages reports studies
    polls surveys estimates research dossier leaflet ruling judgment verdict order accounts minutes
    footage video media press
    """
)
# Things that are never asked: "according to plan".
NOT_SPEAKERS = word_set(
    """
    plan plans schedule law laws rules tradition custom legend need needs size taste protocol procedure
    age type weight height season circumstances reason reasons truth fact history time day night morning
    week month year lot way thing things end result results same war wars law-abiding statute article
    terms agreement contract constitution treaty
    """
)
HONORIFICS = word_set(
    """
    cllr cardinal justice supt insp det pc mr mrs ms miss dr prof sir dame lord lady baron baroness rev
    hon madam sheikh prince princess duke
    duchess gen lt col maj capt sgt adm cmdr sen rep gov pres st fr sr jr msgr king queen pope saint
    """
)
PARTICLES = word_set(
    """
    de da del della der den di du van von bin ibn al el la le ten ter dos das abu zu mac
    """
)
ORG_WORDS = frozenset(word.capitalize() for word in BODIES) | word_set(
    """
    Accord Act Affairs Agreement Air Airlines Amnesty Bay Bill Bridge Brothers Central Christmas
    Chronicle Command Conference Conservatives Courier Cross Cup Daily Day Democrats East Easter Echo
    Facebook Federal Foreign Free Gazette Gmbh Google Great Green Greenpeace Guardian Hall Harbour
    Health Herald High Holdings Human Inc Industries Instagram Intelligence International Islands Labour
    Llc Ltd Mail Motors National Nations New News North Ocean Park Parliamentary Partners Plc Post Press
    Radio Red Republicans Reuters Rights River Road Royal Sea Security Services Sons South Square States
    Street Summit Supreme Tass Telegram Telegraph Television Times Today Treaty Tribune Tv Twitter
    United War Watch West White World Xinhua Youtube AFP AP BBC CNN EU GMT ISIL ISIS NATO RIA RT TASS TV
    UK UN US
    """
)
# The words of a post that follow "of" and are not the beginning of the holder's name.
OFFICES = word_set(
    """
    State Defence Defense Foreign Affairs Health Education Finance Justice Interior Staff Transport Energy
    Agriculture Commerce Labor Labour Trade Culture Homeland Security Treasury Sport Sports Environment
    Development Industry Economy Tourism Housing Fisheries Police Parliament Government Cabinet Operations
    Intelligence Information Communications Internal External
    """
)
DETERMINERS = word_set(
    """
    the a an this that these those his her its their our my your one two three four five six seven eight
    nine ten some several many most few all both other another any each every no dozens hundreds thousands
    more at-least
    """
)
PRONOUNS = word_set("he she they it we i you who")
CALENDAR = word_set(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Christmas
    Easter
    """
)


# A noun phrase goes on with these after its head.
AFTER_HEAD = word_set(
    """
    of for to in at from with on near behind by under inside within across around outside against about
    representing familiar close briefed based speaking involved responsible named overseeing leading
    living working between among
    """
)


def posts_of(word: str) -> frozenset[str]:
    """Every word that may stand for the holder of this post; empty when it is not one."""
    return SAME_POST.get(word.lower(), frozenset())


def gender_of(word: str) -> str | None:
    """ "f" or "m" when the word says so."""
    word = word.lower().rstrip(".")
    return "f" if word in _WOMEN else "m" if word in _MEN else None
