"""Words of official papers in four languages; all of them invented or everyday."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What tables and text of one language are made of."""

    language: str
    thousands: str
    decimal: str
    table: str
    figure: str
    total: tuple[str, ...]
    stub_heads: tuple[str, ...]
    items: tuple[str, ...]
    """row labels; some are long enough to wrap"""
    groups: tuple[str, ...]
    """headings over rows"""
    over: tuple[str, ...]
    """outer heads"""
    leaves: tuple[str, ...]
    """column heads"""
    subjects: tuple[str, ...]
    units: tuple[str, ...]
    states: tuple[str, ...]
    """short texts for cells"""
    remarks: tuple[str, ...]
    """longer texts for cells"""
    notes: tuple[str, ...]
    sentences: tuple[str, ...]
    continued: str
    headings: tuple[str, ...]


ENGLISH = Words(
    language="en", thousands=",", decimal=".", table="Table", figure="Figure",
    total=("Total", "All items", "Grand total", "United Districts, total"),
    stub_heads=("Region", "Item", "Type of institution", "Characteristic", "Programme", "Year", ""),
    items=(
        "North Harbour", "Westmarsh", "Lower Valley", "Eastern Plains", "Old Town", "Public elementary schools",
        "Energy supply", "Transport and storage", "Hotels and similar accommodation", "Water supply",
        "Administrative and support service activities, including rental and leasing", "Other services",
        "Persons under 25 years", "Persons aged 25 to 64 years", "Persons aged 65 or older", "Fisheries",
        "Full-time employees", "Part-time employees", "Net income after extraordinary items",
        "Loans secured by real estate", "Health care", "Bachelor's degree or higher", "No formal qualification",
        "Construction", "Agriculture, forestry and fishing", "Manufacturing", "Mining and quarrying",
    ),
    groups=("Male", "Female", "By sector", "Urban areas", "Rural areas", "Assets", "Liabilities", "Level of education"),
    over=("Number of persons", "Change from previous year", "Average annual rate", "Public institutions",
          "Private institutions", "Expenditure", "Revenue", "Employment"),
    leaves=("Total", "Men", "Women", "Percent", "Number", "Amount", "Rate", "Share of total", "Standard error",
            "Index", "Average", "Median", "First quarter", "Second quarter", "Estimated cost per unit"),
    subjects=("Enrolment in public schools", "Energy consumption of households", "Passenger transport",
              "Employment by branch of activity", "Expenditure of local authorities", "Waste collected and treated"),
    units=("thousand tonnes", "in millions of dollars", "EUR million", "per 1,000 inhabitants", "percent"),
    states=("Yes", "No", "Pending", "In force", "Partial", "Not applicable", "Annual", "Monthly", "High", "Low"),
    remarks=(
        "Applies to all units with more than ten employees", "Reviewed every second year by the committee",
        "Data supplied on a voluntary basis", "Only for institutions that receive public funds",
        "Based on a sample of households in all districts", "Figures revised after publication of the first estimate",
    ),
    notes=("Note: Detail may not add to totals because of rounding.", "Source: Office of Regional Statistics.",
           "1 Includes estimates for units that did not reply.", "* Provisional data.", "– Not available."),
    sentences=(
        "The figures shown here were collected from all districts during the second half of the year.",
        "Compared with the previous year the number of establishments fell slightly, while their average size rose.",
        "This trend is expected to continue, although the rate of growth will depend on demand from abroad.",
        "Further details are given in the annex, together with a description of the methods that were used.",
        "In 2009 the share reached 34.5 percent, up from 31.2 percent in 2004.",
        "Respondents were asked to report the position as at 31 December.",
        "Member States may adopt stricter measures where these are justified on grounds of public health.",
        "The committee examined the proposal and recommended that it be adopted without amendment.",
        "No significant differences were found between the two groups once age was taken into account.",
    ),
    continued="continued", headings=("Introduction", "Main findings", "Methods", "Background", "Outlook"),
)  # fmt: skip

GERMAN = Words(
    language="de", thousands=".", decimal=",", table="Tabelle", figure="Abbildung",
    total=("Insgesamt", "Summe", "Zusammen"),
    stub_heads=("Gegenstand der Nachweisung", "Land", "Merkmal", "Wirtschaftszweig", "Jahr", ""),
    items=(
        "Nordhafen", "Westmark", "Unteres Tal", "Altstadt", "Energieversorgung", "Baugewerbe", "Verkehr und Lagerei",
        "Erbringung von freiberuflichen, wissenschaftlichen und technischen Dienstleistungen", "Gastgewerbe",
        "Grundstücks- und Wohnungswesen", "Öffentliche Verwaltung", "Erziehung und Unterricht", "Wasserversorgung",
        "Land- und Forstwirtschaft, Fischerei", "Handel; Instandhaltung von Kraftfahrzeugen", "Übrige Bereiche",
        "Unter 25 Jahre", "25 bis unter 65 Jahre", "65 Jahre und älter", "Vollzeitbeschäftigte",
    ),
    groups=("Männlich", "Weiblich", "Einnahmen", "Ausgaben", "Stadtkreise", "Landkreise"),
    over=("Beschäftigte", "Veränderung gegenüber dem Vorjahr", "Darunter", "Öffentliche Haushalte", "Umsatz"),
    leaves=("Insgesamt", "Männer", "Frauen", "Anzahl", "1 000 EUR", "%", "Anteil", "Index", "Durchschnitt",
            "1. Quartal", "2. Quartal", "je Einwohner"),
    subjects=("Beschäftigte nach Wirtschaftszweigen", "Energieverbrauch der Haushalte", "Ausgaben der Gemeinden",
              "Abfallaufkommen", "Beförderte Personen"),
    units=("in 1 000 EUR", "Mill. EUR", "Prozent", "je 1 000 Einwohner"),
    states=("ja", "nein", "teilweise", "jährlich", "monatlich", "offen", "hoch", "gering"),
    remarks=("Gilt für alle Betriebe mit mehr als zehn Beschäftigten", "Wird alle zwei Jahre überprüft",
             "Angaben freiwillig, soweit nichts anderes bestimmt ist", "Nur bei öffentlicher Förderung"),
    notes=("Abweichungen in den Summen durch Runden der Zahlen.", "Quelle: Amt für Regionalstatistik.",
           "1) Vorläufiges Ergebnis.", "– = nichts vorhanden"),
    sentences=(
        "Die hier dargestellten Ergebnisse wurden im zweiten Halbjahr in allen Kreisen erhoben.",
        "Gegenüber dem Vorjahr ging die Zahl der Betriebe leicht zurück, während ihre Größe im Mittel zunahm.",
        "Weitere Einzelheiten enthält der Anhang, in dem auch die angewandten Verfahren beschrieben sind.",
        "Im Jahr 2009 lag der Anteil bei 34,5 Prozent nach 31,2 Prozent im Jahr 2004.",
        "Die Länder können strengere Vorschriften erlassen, soweit dies zum Schutz der Gesundheit geboten ist.",
        "Der Ausschuss hat den Vorschlag geprüft und empfiehlt, ihn unverändert anzunehmen.",
    ),
    continued="Fortsetzung", headings=("Einleitung", "Wesentliche Ergebnisse", "Methodik", "Ausblick"),
)  # fmt: skip

FRENCH = Words(
    language="fr", thousands=" ", decimal=",", table="Tableau", figure="Graphique",
    total=("Total", "Ensemble", "Total général"),
    stub_heads=("Région", "Désignation", "Type d'établissement", "Année", ""),
    items=(
        "Port-Nord", "Basse-Vallée", "Plaine orientale", "Vieille ville", "Approvisionnement en énergie",
        "Construction", "Hébergement et restauration", "Activités de services administratifs et de soutien aux "
        "entreprises", "Transports et entreposage", "Santé humaine et action sociale", "Autres services",
        "Moins de 25 ans", "De 25 à 64 ans", "65 ans ou plus", "Salariés à temps partiel", "Agriculture",
    ),
    groups=("Hommes", "Femmes", "Recettes", "Dépenses", "Zones urbaines", "Zones rurales"),
    over=("Effectifs", "Évolution annuelle", "Secteur public", "Secteur privé", "Dépenses"),
    leaves=("Total", "Hommes", "Femmes", "Nombre", "Montant", "%", "Part", "Indice", "Moyenne", "1er trimestre"),
    subjects=("Effectifs par secteur d'activité", "Consommation d'énergie des ménages", "Dépenses des communes"),
    units=("en milliers d'euros", "millions d'euros", "en %"),
    states=("oui", "non", "partiel", "annuel", "mensuel", "en cours"),
    remarks=("S'applique à toutes les unités de plus de dix salariés", "Réexaminé tous les deux ans",
             "Données fournies à titre volontaire"),
    notes=("Note : les totaux peuvent différer en raison des arrondis.", "Source : Office régional.",
           "(1) Données provisoires."),
    sentences=(
        "Les chiffres présentés ici ont été recueillis dans toutes les communes au cours du second semestre.",
        "Par rapport à l'année précédente, le nombre d'établissements a légèrement diminué.",
        "De plus amples informations figurent en annexe, avec une description des méthodes utilisées.",
        "En 2009, la part atteignait 34,5 % contre 31,2 % en 2004.",
        "La commission a examiné la proposition et recommande son adoption sans modification.",
    ),
    continued="suite", headings=("Introduction", "Principaux résultats", "Méthodes"),
)  # fmt: skip

ITALIAN = Words(
    language="it", thousands=".", decimal=",", table="Tabella", figure="Figura",
    total=("Totale", "Totale generale"),
    stub_heads=("Regione", "Voce", "Tipo di istituto", "Anno", ""),
    items=(
        "Porto Nord", "Valle Bassa", "Pianura orientale", "Città vecchia", "Fornitura di energia", "Costruzioni",
        "Servizi di alloggio e di ristorazione", "Attività amministrative e di servizi di supporto alle imprese",
        "Trasporto e magazzinaggio", "Sanità e assistenza sociale", "Altri servizi", "Meno di 25 anni",
        "Da 25 a 64 anni", "65 anni e oltre", "Agricoltura, silvicoltura e pesca",
    ),
    groups=("Maschi", "Femmine", "Entrate", "Uscite"),
    over=("Addetti", "Variazione annua", "Settore pubblico", "Settore privato"),
    leaves=("Totale", "Maschi", "Femmine", "Numero", "Importo", "%", "Quota", "Indice", "Media", "Primo trimestre"),
    subjects=("Addetti per settore di attività", "Consumi energetici delle famiglie", "Spesa dei comuni"),
    units=("migliaia di euro", "milioni di euro", "valori percentuali"),
    states=("sì", "no", "parziale", "annuale", "mensile"),
    remarks=("Si applica a tutte le unità con più di dieci addetti", "Riesaminato ogni due anni",
             "Dati forniti su base volontaria"),
    notes=("Nota: i totali possono non coincidere a causa degli arrotondamenti.", "Fonte: Ufficio regionale.",
           "(a) Dati provvisori."),
    sentences=(
        "I dati qui presentati sono stati raccolti in tutti i comuni nel corso del secondo semestre.",
        "Rispetto all'anno precedente il numero di imprese è leggermente diminuito.",
        "Ulteriori dettagli sono riportati in appendice, insieme alla descrizione dei metodi utilizzati.",
        "Nel 2009 la quota era pari al 34,5 per cento, contro il 31,2 per cento del 2004.",
    ),
    continued="segue", headings=("Introduzione", "Principali risultati", "Metodi"),
)  # fmt: skip

LANGUAGES = (ENGLISH, GERMAN, FRENCH, ITALIAN)
