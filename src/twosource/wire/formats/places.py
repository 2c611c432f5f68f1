"""Countries as newspapers name them: name, adjective, capital. A capital often speaks for its country."""

from __future__ import annotations

from .lexicon import word_set

# name = adjective(s) @ capital(s) or seat(s); alternatives are parted by "/".
_TABLE = """
Russia=Russian@Moscow/Kremlin
|UK/Britain/Great Britain/United Kingdom/U.K.=British/UK/U.K.@London/Downing Street
|US/United States/America/U.S./USA=American/US/U.S.@Washington/White House/Pentagon
|France=French@Paris|Germany=German@Berlin|Italy=Italian@Rome|Spain=Spanish@Madrid
|Portugal=Portuguese@Lisbon|Ireland=Irish@Dublin|Netherlands=Dutch@The Hague/Amsterdam
|Belgium=Belgian@|Luxembourg=Luxembourgish@|Denmark=Danish@Copenhagen|Norway=Norwegian@Oslo
|Sweden=Swedish@Stockholm|Finland=Finnish@Helsinki|Iceland=Icelandic@Reykjavik|Poland=Polish@Warsaw
|Czech Republic/Czechia=Czech@Prague|Slovakia=Slovak@Bratislava|Hungary=Hungarian@Budapest
|Austria=Austrian@Vienna|Switzerland=Swiss@Bern|Slovenia=Slovenian@Ljubljana|Croatia=Croatian@Zagreb
|Serbia=Serbian@Belgrade|Bosnia=Bosnian@Sarajevo|Montenegro=Montenegrin@Podgorica
|Kosovo=Kosovar@Pristina|Albania=Albanian@Tirana|North Macedonia=Macedonian@Skopje
|Greece=Greek@Athens|Bulgaria=Bulgarian@Sofia|Romania=Romanian@Bucharest|Moldova=Moldovan@Chisinau
|Ukraine=Ukrainian@Kyiv/Kiev|Belarus=Belarusian@Minsk|Lithuania=Lithuanian@Vilnius
|Latvia=Latvian@Riga|Estonia=Estonian@Tallinn|Georgia=Georgian@Tbilisi|Armenia=Armenian@Yerevan
|Azerbaijan=Azerbaijani@Baku|Turkey/Türkiye=Turkish@Ankara|Cyprus=Cypriot@Nicosia
|Malta=Maltese@Valletta|Syria=Syrian@Damascus|Iraq=Iraqi@Baghdad|Iran=Iranian@Tehran
|Israel=Israeli@Jerusalem/Tel Aviv|Palestine=Palestinian@Ramallah|Lebanon=Lebanese@Beirut
|Jordan=Jordanian@Amman|Saudi Arabia=Saudi@Riyadh|Yemen=Yemeni@Sanaa|Oman=Omani@Muscat
|Qatar=Qatari@Doha|Bahrain=Bahraini@Manama|Kuwait=Kuwaiti@
|United Arab Emirates/UAE=Emirati@Abu Dhabi|Egypt=Egyptian@Cairo|Libya=Libyan@Tripoli
|Tunisia=Tunisian@Tunis|Algeria=Algerian@Algiers|Morocco=Moroccan@Rabat|Sudan=Sudanese@Khartoum
|South Sudan=South Sudanese@Juba|Ethiopia=Ethiopian@Addis Ababa|Eritrea=Eritrean@Asmara
|Somalia=Somali@Mogadishu|Kenya=Kenyan@Nairobi|Uganda=Ugandan@Kampala|Tanzania=Tanzanian@Dodoma
|Rwanda=Rwandan@Kigali|Burundi=Burundian@|Congo=Congolese@Kinshasa|Nigeria=Nigerian@Abuja
|Ghana=Ghanaian@Accra|Senegal=Senegalese@Dakar|Mali=Malian@Bamako|Niger=Nigerien@Niamey
|Chad=Chadian@|Cameroon=Cameroonian@Yaounde|Ivory Coast=Ivorian@Abidjan
|South Africa=South African@Pretoria|Zimbabwe=Zimbabwean@Harare|Zambia=Zambian@Lusaka
|Mozambique=Mozambican@Maputo|Angola=Angolan@Luanda|Namibia=Namibian@Windhoek
|Botswana=Botswanan@Gaborone|Madagascar=Malagasy@|China=Chinese@Beijing|Taiwan=Taiwanese@Taipei
|Hong Kong=@|Japan=Japanese@Tokyo|South Korea=South Korean@Seoul|North Korea=North Korean@Pyongyang
|Mongolia=Mongolian@|India=Indian@New Delhi/Delhi|Pakistan=Pakistani@Islamabad
|Bangladesh=Bangladeshi@Dhaka|Sri Lanka=Sri Lankan@Colombo|Nepal=Nepali@Kathmandu
|Afghanistan=Afghan@Kabul|Kazakhstan=Kazakh@Astana|Uzbekistan=Uzbek@Tashkent
|Kyrgyzstan=Kyrgyz@Bishkek|Tajikistan=Tajik@Dushanbe|Turkmenistan=Turkmen@Ashgabat
|Thailand=Thai@Bangkok|Vietnam=Vietnamese@Hanoi|Cambodia=Cambodian@Phnom Penh|Laos=Laotian@Vientiane
|Myanmar/Burma=Burmese@Naypyidaw|Malaysia=Malaysian@Kuala Lumpur|Singapore=Singaporean@
|Indonesia=Indonesian@Jakarta|Philippines=Philippine/Filipino@Manila|Australia=Australian@Canberra
|New Zealand=@Wellington|Canada=Canadian@Ottawa|Mexico=Mexican@Mexico City|Cuba=Cuban@Havana
|Haiti=Haitian@|Guatemala=Guatemalan@|Honduras=Honduran@|Nicaragua=Nicaraguan@Managua
|Costa Rica=Costa Rican@|Panama=Panamanian@|Colombia=Colombian@Bogota|Venezuela=Venezuelan@Caracas
|Ecuador=Ecuadorian@Quito|Peru=Peruvian@Lima|Bolivia=Bolivian@La Paz|Chile=Chilean@Santiago
|Argentina=Argentine/Argentinian@Buenos Aires|Brazil=Brazilian@Brasilia|Paraguay=@
|Uruguay=Uruguayan@|Scotland=Scottish@Edinburgh|Wales=Welsh@Cardiff|England=English@
|Northern Ireland=@Belfast|EU/European Union=European/EU@Brussels|UN/United Nations/U.N.=UN/U.N.@
|NATO=@
"""


def _read() -> tuple[dict[str, str], frozenset[str]]:
    belongs: dict[str, str] = {}
    names: set[str] = set()
    for row in _TABLE.replace("\n", "").split("|"):
        countries, rest = row.split("=")
        adjectives, seats = rest.split("@")
        key = countries.split("/")[0]
        for word in (*countries.split("/"), *adjectives.split("/"), *seats.split("/")):
            if word:
                belongs.setdefault(word, key)
        names.update(countries.split("/"), (seat for seat in seats.split("/") if seat))
    return belongs, frozenset(names)


# Word → the country's first name above ("Russian", "Moscow", "Russia" → "Russia").
COUNTRY_OF, PLACE_NAMES = _read()
# Every single word that such names are made of, for telling people from places.
PLACE_WORDS = frozenset(part for name in PLACE_NAMES for part in name.split()) | word_set(
    """
    Europe Asia Africa Crimea Donbas Donetsk Luhansk Gaza Aleppo Idlib Geneva Strasbourg Manchester
    Liverpool Birmingham Glasgow York California Texas Florida Chicago Boston Alaska Siberia Bavaria
    Catalonia Kurdistan
    """
)


def longest_place(words: list[str]) -> int:
    """How many words at the beginning of `words` are the name of a country or its seat; 0 when none are."""
    for size in (3, 2, 1):
        if len(words) >= size and " ".join(words[:size]) in PLACE_NAMES:
            return size
    return 0
