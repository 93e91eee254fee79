using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM2000 to WM2999: names, types, units and settings.</summary>
public static class NameCodes
{
    /// <summary>A name that nothing declares.</summary>
    public static DiagnosticDescriptor UndeclaredName { get; } = new(
        "WM2001",
        DiagnosticSeverity.Error,
        "Undeclared name",
        "'{0}' is declared nowhere in this file{1}",
        "Declare it, or correct its spelling; names of other files need an import and its alias.");

    /// <summary>Two declarations of one name.</summary>
    public static DiagnosticDescriptor DeclaredTwice { get; } = new(
        "WM2002",
        DiagnosticSeverity.Error,
        "Declared twice",
        "'{0}' is declared twice.",
        "Names are unique in a file: rename one of the two.");

    /// <summary>A declaration of a kind that does not exist.</summary>
    public static DiagnosticDescriptor UnknownKind { get; } = new(
        "WM2003",
        DiagnosticSeverity.Error,
        "Unknown kind",
        "There is no kind '{0}'{1}",
        "The reference page of kinds lists what a declaration can be.");

    /// <summary>Something of the edition that this version cannot carry out.</summary>
    public static DiagnosticDescriptor NotThereYet { get; } = new(
        "WM2004",
        DiagnosticSeverity.Error,
        "Not there yet",
        "The {0} '{1}' belongs to edition 1 but is not there yet in this version.",
        "Leave it out, or use a later version.");

    /// <summary>A declaration that needs a name has none.</summary>
    public static DiagnosticDescriptor NameMissing { get; } = new(
        "WM2005",
        DiagnosticSeverity.Error,
        "Declaration without a name",
        "A '{0}' needs a name.",
        "Write the name after the kind.");

    /// <summary>A declaration that takes no name has one.</summary>
    public static DiagnosticDescriptor NameUnexpected { get; } = new(
        "WM2006",
        DiagnosticSeverity.Error,
        "Declaration that takes no name",
        "'{0}' takes no name; this is named '{1}'.",
        "Remove the name.");

    /// <summary>A setting that the kind does not have.</summary>
    public static DiagnosticDescriptor UnknownSetting { get; } = new(
        "WM2007",
        DiagnosticSeverity.Error,
        "Unknown setting",
        "'{0}' has no setting '{1}'{2}",
        "The reference page of the kind lists its settings.");

    /// <summary>A required setting is not there.</summary>
    public static DiagnosticDescriptor MissingSetting { get; } = new(
        "WM2008",
        DiagnosticSeverity.Error,
        "Required setting missing",
        "'{0}' needs the setting '{1}': {2}",
        "Add it to the block.");

    /// <summary>A setting or block given twice.</summary>
    public static DiagnosticDescriptor SettingTwice { get; } = new(
        "WM2009",
        DiagnosticSeverity.Error,
        "Set twice",
        "'{0}' is set twice in this block.",
        "Keep one of the two.");

    /// <summary>A value of a type that does not fit.</summary>
    public static DiagnosticDescriptor WrongType { get; } = new(
        "WM2010",
        DiagnosticSeverity.Error,
        "Wrong type",
        "{0} expects {1}, but this is {2}.",
        "Give a value of the expected type.");

    /// <summary>A number without the unit that is needed.</summary>
    public static DiagnosticDescriptor UnitMissing { get; } = new(
        "WM2011",
        DiagnosticSeverity.Error,
        "Unit missing",
        "{0} expects {1} with its unit, but '{2}' has none: write {3}.",
        "A number without its unit is never guessed at; write the unit.");

    /// <summary>A unit that does not exist.</summary>
    public static DiagnosticDescriptor UnknownUnit { get; } = new(
        "WM2012",
        DiagnosticSeverity.Error,
        "Unknown unit",
        "'{0}' is no unit{1}",
        "The reference page of types lists the units.");

    /// <summary>A quantity of another dimension.</summary>
    public static DiagnosticDescriptor WrongDimension { get; } = new(
        "WM2013",
        DiagnosticSeverity.Error,
        "Wrong unit",
        "{0} expects {1}, but '{2}' is {3}{4}",
        "Write a unit of the expected kind.");

    /// <summary>A word that an enumeration does not have.</summary>
    public static DiagnosticDescriptor UnknownCase { get; } = new(
        "WM2014",
        DiagnosticSeverity.Error,
        "Unknown word",
        "'{0}' is no {1}; it may be {3}{2}",
        "Write one of the words listed.");

    /// <summary>A declaration that needs a source has none.</summary>
    public static DiagnosticDescriptor FromMissing { get; } = new(
        "WM2015",
        DiagnosticSeverity.Error,
        "Source missing",
        "'{0}' needs 'from' and {1}.",
        "Say what it is made from, as in 'kind name from source { … }'.");

    /// <summary>A declaration with a source that it cannot have.</summary>
    public static DiagnosticDescriptor FromUnexpected { get; } = new(
        "WM2016",
        DiagnosticSeverity.Error,
        "Source not allowed",
        "'{0}' is made from nothing; it takes no 'from'.",
        "Remove 'from' and what follows it.");

    /// <summary>A setting written as a block.</summary>
    public static DiagnosticDescriptor NotABlock { get; } = new(
        "WM2017",
        DiagnosticSeverity.Error,
        "Block in place of a value",
        "'{0}' is a setting: it takes a value, not a block.",
        "Write 'setting = value'.");

    /// <summary>A block written as a setting.</summary>
    public static DiagnosticDescriptor NotASetting { get; } = new(
        "WM2018",
        DiagnosticSeverity.Error,
        "Value in place of a block",
        "'{0}' is a block: its entries stand in braces.",
        "Write 'name { … }'.");

    /// <summary>A bare entry where only settings may stand.</summary>
    public static DiagnosticDescriptor EntryUnexpected { get; } = new(
        "WM2019",
        DiagnosticSeverity.Error,
        "Bare entry not allowed",
        "'{0}' takes settings only, and '{1}' stands without a name and '='.",
        "Write 'setting = value'; several values stand in brackets, as in [a, b].");

    /// <summary>An entry of a columns block that is no name and role.</summary>
    public static DiagnosticDescriptor EntryShape { get; } = new(
        "WM2020",
        DiagnosticSeverity.Error,
        "Malformed column entry",
        "An entry of 'columns' is 'name : role'; this is '{0}'.",
        "Write the column, a colon, and numeric, factor, id or a unit; levels are the values of the table, in quotes and without labels: factor(\"1\", \"2\").");

    /// <summary>A column declared as something unknown.</summary>
    public static DiagnosticDescriptor UnknownRole { get; } = new(
        "WM2021",
        DiagnosticSeverity.Error,
        "Unknown role of a column",
        "'{0}' is neither a role of a column nor a unit{1}",
        "Write numeric, factor, id or a unit such as y or mm.");

    /// <summary>A call of a function that does not exist.</summary>
    public static DiagnosticDescriptor UnknownFunction { get; } = new(
        "WM2022",
        DiagnosticSeverity.Error,
        "Unknown function",
        "There is no function '{0}'{1}",
        "The reference page of functions lists what can be called.");

    /// <summary>A function called where it has no meaning.</summary>
    public static DiagnosticDescriptor FunctionMisplaced { get; } = new(
        "WM2023",
        DiagnosticSeverity.Error,
        "Function not usable here",
        "'{0}' cannot be used here: it belongs {1}.",
        "The reference page of functions says where each belongs.");

    /// <summary>A call without an argument that is needed.</summary>
    public static DiagnosticDescriptor MissingArgument { get; } = new(
        "WM2024",
        DiagnosticSeverity.Error,
        "Argument missing",
        "'{0}' needs the argument '{1}': {2}",
        "Add it; the reference page of functions shows an example.");

    /// <summary>An argument that the function does not have, or given twice.</summary>
    public static DiagnosticDescriptor UnexpectedArgument { get; } = new(
        "WM2025",
        DiagnosticSeverity.Error,
        "Unexpected argument",
        "'{0}' takes no {1}{2}",
        "Remove it, or correct its name.");

    /// <summary>Something asked of a value that its type does not have.</summary>
    public static DiagnosticDescriptor UnknownMember { get; } = new(
        "WM2026",
        DiagnosticSeverity.Error,
        "Unknown member",
        "'{0}' is {1}, which has no '{2}'{3}",
        "The reference page of types lists what can be asked of each.");

    /// <summary>A dot after something without members.</summary>
    public static DiagnosticDescriptor NoMembers { get; } = new(
        "WM2027",
        DiagnosticSeverity.Error,
        "Nothing can be asked of it",
        "'{0}' is {1}, which has no values to ask for.",
        "Write a declaration or an import's alias before the dot.");

    /// <summary>An imported file that declares a study.</summary>
    public static DiagnosticDescriptor ImportedStudy { get; } = new(
        "WM2028",
        DiagnosticSeverity.Error,
        "Imported file has a study",
        "The imported file '{0}' declares a study.",
        "Move what is shared into a file without 'study' and import that.");

    /// <summary>Files that import each other.</summary>
    public static DiagnosticDescriptor ImportCycle { get; } = new(
        "WM2029",
        DiagnosticSeverity.Error,
        "Imports go in a circle",
        "These imports go in a circle: {0}.",
        "Remove one of them.");

    /// <summary>A study larger than the checker's limits.</summary>
    public static DiagnosticDescriptor LimitExceeded { get; } = new(
        "WM2030",
        DiagnosticSeverity.Error,
        "Limit exceeded",
        "The study has more {0} than the {1} that are allowed.",
        "Say it with fewer, or in studies of their own; a program that embeds the checker may set another limit.");

    /// <summary>A file to be checked as a study without a study declaration.</summary>
    public static DiagnosticDescriptor StudyMissing { get; } = new(
        "WM2031",
        DiagnosticSeverity.Error,
        "No study",
        "The file declares no study.",
        "Add 'study name { build = GRCh37 }', with the build that your genotypes are in: GRCh36, GRCh37 or GRCh38.");

    /// <summary>Two study declarations in a file.</summary>
    public static DiagnosticDescriptor StudyTwice { get; } = new(
        "WM2032",
        DiagnosticSeverity.Error,
        "Two studies",
        "The file declares a second study.",
        "Keep one of the two.");

    /// <summary>A parameter without default that was not given.</summary>
    public static DiagnosticDescriptor ParameterWithoutValue { get; } = new(
        "WM2033",
        DiagnosticSeverity.Error,
        "Parameter without a value",
        "The parameter '{0}' has no value.",
        "Give it one in the file, in the block of its import, or with --set when the study is checked.");

    /// <summary>A value given from outside for a parameter that does not exist.</summary>
    public static DiagnosticDescriptor UnknownParameter { get; } = new(
        "WM2034",
        DiagnosticSeverity.Error,
        "Unknown parameter",
        "A value was given for '{0}'{2}, but the study has no such parameter{1}",
        "Correct the name, or declare the parameter.");

    /// <summary>A value given from outside that its parameter's type cannot read.</summary>
    public static DiagnosticDescriptor ParameterText { get; } = new(
        "WM2035",
        DiagnosticSeverity.Error,
        "Unreadable value of a parameter",
        "The parameter '{0}' expects {2}, but was given '{1}'{3}.",
        "Give a value of the parameter's type.");

    /// <summary>A name that means two things.</summary>
    public static DiagnosticDescriptor AmbiguousName { get; } = new(
        "WM2036",
        DiagnosticSeverity.Error,
        "Ambiguous name",
        "'{0}' is both {1} and {2}.",
        "Rename the declaration: a column's name is fixed by its table.");

    /// <summary>A column that the table does not have.</summary>
    public static DiagnosticDescriptor UnknownColumn { get; } = new(
        "WM2037",
        DiagnosticSeverity.Error,
        "Unknown column",
        "There is no column '{0}' in {1}{2}",
        "Correct the name; names of columns are case-sensitive.");

    /// <summary>A column without a unit compared with a quantity.</summary>
    public static DiagnosticDescriptor ColumnUnitMissing { get; } = new(
        "WM2038",
        DiagnosticSeverity.Error,
        "Column without a unit",
        "The column '{0}' has no declared unit, but it is compared with {1}.",
        "Declare its unit in the columns block of the cohort or the table.");

    /// <summary>A comparison of values that cannot be compared.</summary>
    public static DiagnosticDescriptor NotComparable { get; } = new(
        "WM2039",
        DiagnosticSeverity.Error,
        "Not comparable",
        "{0} and {1} cannot be compared by '{2}'{3}.",
        "Compare numbers with numbers and text with text; only numbers have an order.");

    /// <summary>A comparison with a value that the column never has.</summary>
    public static DiagnosticDescriptor UnknownLevel { get; } = new(
        "WM2040",
        DiagnosticSeverity.Error,
        "Unknown level",
        "The column '{0}' has no value '{1}'{2}",
        "Correct the value; values are compared as text, and case counts.");

    /// <summary>Arithmetic on something that is no number.</summary>
    public static DiagnosticDescriptor NotArithmetic { get; } = new(
        "WM2041",
        DiagnosticSeverity.Error,
        "Not a number",
        "'{0}' works on numbers, but this is {1}.",
        "Use numbers or numeric columns.");

    /// <summary>A logical operator on something that is no condition.</summary>
    public static DiagnosticDescriptor NotACondition { get; } = new(
        "WM2042",
        DiagnosticSeverity.Error,
        "Not a condition",
        "'{0}' works on conditions, but this is {1}.",
        "Compare it with something.");

    /// <summary>An operator where it has no meaning.</summary>
    public static DiagnosticDescriptor OperatorMisplaced { get; } = new(
        "WM2043",
        DiagnosticSeverity.Error,
        "Operator not usable here",
        "'{0}' has no meaning here.",
        "In formulas + * : - ^ combine terms; elsewhere they are arithmetic, and - and & combine cohorts.");

    /// <summary>A power of a column in a formula.</summary>
    public static DiagnosticDescriptor FormulaPower { get; } = new(
        "WM2044",
        DiagnosticSeverity.Error,
        "Power in a formula",
        "'{0}' means '{1}' in a formula: a power repeats a term, it does not square a column.",
        "Write I( ) around it to compute with the values.");

    /// <summary>Something in a formula that is no term.</summary>
    public static DiagnosticDescriptor FormulaTerm { get; } = new(
        "WM2045",
        DiagnosticSeverity.Error,
        "Not a term",
        "'{0}' cannot be a term of a formula{1}",
        "Terms are columns, I( ) around arithmetic, and covariates, joined by +; the intercept is always in, as in R's 1.");

    /// <summary>A column of few whole numbers in a formula without a declared role.</summary>
    public static DiagnosticDescriptor IntegerColumn { get; } = new(
        "WM2046",
        DiagnosticSeverity.Error,
        "Integer column that may be a category",
        "The column '{0}' holds only the whole numbers {1}; a category coded by numbers must not become a slope.",
        "Declare it in the cohort's columns block as factor or numeric.");

    /// <summary>A text or factor column where a number is needed.</summary>
    public static DiagnosticDescriptor TextAsNumber { get; } = new(
        "WM2047",
        DiagnosticSeverity.Error,
        "Text used as a number",
        "The column '{0}' is {1} and cannot be used as a number.",
        "Use a numeric column, or correct the table's missing codes.");

    /// <summary>A column of IDs used as a variable.</summary>
    public static DiagnosticDescriptor IdColumn { get; } = new(
        "WM2048",
        DiagnosticSeverity.Error,
        "ID used as a variable",
        "The column '{0}' names people and cannot be {1}.",
        "Leave it out.");

    /// <summary>Declarations that depend on each other.</summary>
    public static DiagnosticDescriptor Cycle { get; } = new(
        "WM2049",
        DiagnosticSeverity.Error,
        "Circle of declarations",
        "These are made from one another in a circle: {0}.",
        "Let one of them be made from something outside the circle: a cohort from its table, a parameter from a value.");

    /// <summary>A value known only after the run where the plan's shape depends on it.</summary>
    public static DiagnosticDescriptor RunValue { get; } = new(
        "WM2050",
        DiagnosticSeverity.Error,
        "Known only after the run",
        "'{0}' is known only after the run and cannot be used in {1}.",
        "Such values may stand in thresholds and in expect.");

    /// <summary>A placeholder that names nothing.</summary>
    public static DiagnosticDescriptor PlaceholderUnknown { get; } = new(
        "WM2051",
        DiagnosticSeverity.Error,
        "Unknown placeholder",
        "'{{{0}}}' is no parameter{1}",
        "Correct its name; '{{' writes a brace.");

    /// <summary>A placeholder that names something without a text.</summary>
    public static DiagnosticDescriptor PlaceholderValue { get; } = new(
        "WM2052",
        DiagnosticSeverity.Error,
        "Placeholder without a text",
        "'{{{0}}}' is {1}, which cannot be put into text.",
        "Only a parameter that is a number, a text, or true or false can.");

    /// <summary>An expansion where one file is expected.</summary>
    public static DiagnosticDescriptor OneFileExpected { get; } = new(
        "WM2053",
        DiagnosticSeverity.Error,
        "One file expected",
        "This expands to several files, but one is expected.",
        "Name one file.");

    /// <summary>An accept of a code that does not exist.</summary>
    public static DiagnosticDescriptor UnknownCode { get; } = new(
        "WM2054",
        DiagnosticSeverity.Error,
        "Unknown code",
        "There is no diagnostic '{0}'{1}",
        "Copy the code from the message that is to be accepted.");

    /// <summary>An accept of a code that no study may accept.</summary>
    public static DiagnosticDescriptor NotAcceptable { get; } = new(
        "WM2055",
        DiagnosticSeverity.Error,
        "Cannot be accepted",
        "'{0}' ({1}) cannot be accepted.",
        "Mend what it reports; only doubts about the design can be accepted.");

    /// <summary>An accept whose code is not reported.</summary>
    public static DiagnosticDescriptor AcceptUnused { get; } = new(
        "WM2056",
        DiagnosticSeverity.Warning,
        "Accept that accepts nothing",
        "'{0}' is accepted here but is not reported.",
        "Remove the accept.");

    /// <summary>An accept with an empty reason.</summary>
    public static DiagnosticDescriptor ReasonMissing { get; } = new(
        "WM2057",
        DiagnosticSeverity.Error,
        "Accept without a reason",
        "The accept of '{0}' still needs its reason.",
        "Write between the quotes why the warning does not matter here, as in because \"one scanner in all\"; the report shows it.");

    /// <summary>A number outside its bounds.</summary>
    public static DiagnosticDescriptor OutOfBounds { get; } = new(
        "WM2058",
        DiagnosticSeverity.Error,
        "Value out of bounds",
        "{0} is {1}, but it must be {2}.",
        "Give a value within the bounds.");

    /// <summary>A number too large, or a division by zero.</summary>
    public static DiagnosticDescriptor NotFinite { get; } = new(
        "WM2059",
        DiagnosticSeverity.Error,
        "Number without a value",
        "'{0}' has no finite value.",
        "Correct the number; check for a division by zero.");

    /// <summary>A cohort with both a table and a source.</summary>
    public static DiagnosticDescriptor TableAndSource { get; } = new(
        "WM2060",
        DiagnosticSeverity.Error,
        "Both table and source",
        "The cohort '{0}' has a table of its own and is drawn from '{1}', which brings its table.",
        "Remove 'table', or 'from' and what it names.");

    /// <summary>A column of people in a predicate over variants.</summary>
    public static DiagnosticDescriptor PeopleColumnInVariants { get; } = new(
        "WM2061",
        DiagnosticSeverity.Error,
        "Column of people among variants",
        "'{0}' is a column of people, but 'keep' chooses variants.",
        "Choose people by the cohort's 'include'.");

    /// <summary>An import's alias where a value is expected.</summary>
    public static DiagnosticDescriptor AliasAsValue { get; } = new(
        "WM2062",
        DiagnosticSeverity.Error,
        "Import used as a value",
        "'{0}' is an import, not a value.",
        "Write one of its names after a dot.");

    /// <summary>A list that needs an item has none.</summary>
    public static DiagnosticDescriptor EmptyList { get; } = new(
        "WM2063",
        DiagnosticSeverity.Error,
        "Nothing listed",
        "{0} lists nothing.",
        "List at least one.");

    /// <summary>A column listed twice.</summary>
    public static DiagnosticDescriptor ListedTwice { get; } = new(
        "WM2064",
        DiagnosticSeverity.Error,
        "Listed twice",
        "'{0}' is listed twice.",
        "Keep one of the two.");

    /// <summary>Set algebra of cohorts where one declared cohort is expected.</summary>
    public static DiagnosticDescriptor AlgebraMisplaced { get; } = new(
        "WM2065",
        DiagnosticSeverity.Error,
        "Cohort algebra not usable here",
        "A '{0}' is made from one cohort, but this draws from several.",
        "Declare these people as a cohort of their own and name it here.");

    /// <summary>A computed column compared with a quantity.</summary>
    public static DiagnosticDescriptor ComputedColumnUnit { get; } = new(
        "WM2066",
        DiagnosticSeverity.Error,
        "Computed column has no unit",
        "The column '{0}' is computed as a plain number, but it is compared with {1}.",
        "Remove the unit.");

    /// <summary>A formula that takes the intercept out.</summary>
    public static DiagnosticDescriptor InterceptKept { get; } = new(
        "WM2067",
        DiagnosticSeverity.Error,
        "Intercept cannot be removed",
        "'{0}' would remove the intercept, which is in every association.",
        "Remove it; a trait's mean is always estimated.");

    /// <summary>A setting that stands only after other sources.</summary>
    public static DiagnosticDescriptor SettingOfOtherSource { get; } = new(
        "WM2068",
        DiagnosticSeverity.Error,
        "Setting for another source",
        "'{0}' does not stand in '{1}' from {2}: it is for {3}.",
        "Remove it, or take after 'from' what it is for; the reference page of the kind says which setting is for what.");

    /// <summary>Two things of which one excludes the other.</summary>
    public static DiagnosticDescriptor DoNotGoTogether { get; } = new(
        "WM2069",
        DiagnosticSeverity.Error,
        "Settings that exclude each other",
        "{0} and {1} do not go together: {2}.",
        "Keep one of the two.");

    /// <summary>A path of people's images that is the same for everybody.</summary>
    public static DiagnosticDescriptor OneFileForAll { get; } = new(
        "WM2070",
        DiagnosticSeverity.Error,
        "One file for all people",
        "'{0}' is the same file for everybody{1}",
        "Name a column of the cohort's table in single braces, such as \"fa/{eid}.nii.gz\": in each person's path its value stands there.");

    /// <summary>A member that the declaration has only with a setting it does not have.</summary>
    public static DiagnosticDescriptor MemberNeedsSetting { get; } = new(
        "WM2071",
        DiagnosticSeverity.Error,
        "Member needs a setting",
        "'{0}' is known only where '{1}' has the setting '{2}'.",
        "Give it the setting.");

    /// <summary>A region that the atlas does not name.</summary>
    public static DiagnosticDescriptor UnknownRegion { get; } = new(
        "WM2072",
        DiagnosticSeverity.Error,
        "Unknown region",
        "The atlas '{0}' has no region '{1}'{2}",
        "Write a name of the atlas's table of names; label_7 is the label 7.");

    /// <summary>A setting that stands only with other words of another setting.</summary>
    public static DiagnosticDescriptor SettingOfOtherWord { get; } = new(
        "WM2073",
        DiagnosticSeverity.Error,
        "Setting for another method",
        "'{0}' does not stand in '{1}' {2}: it is for {3}.",
        "Remove it, or take what it is for; the reference page of the kind says which setting goes with what.");

    /// <summary>A column that several joined tables have.</summary>
    public static DiagnosticDescriptor ColumnInSeveralTables { get; } = new(
        "WM2074",
        DiagnosticSeverity.Error,
        "Column in several joined tables",
        "'{1}' and '{2}' both have {0}, which '{3}' would have twice.",
        "Tell them apart with 'suffixes', a text for each table that is added to such names, as in suffixes = [\"\", \"_imaging\"].");

    /// <summary>Joined tables of which only some name families.</summary>
    public static DiagnosticDescriptor FamilyInSomeTables { get; } = new(
        "WM2075",
        DiagnosticSeverity.Error,
        "Family in some joined tables",
        "'{0}' has a 'family', and '{1}' has none: people cannot be matched by it.",
        "Give each table its 'family', or none where the identifiers alone are unique.");

    /// <summary>A condition on people or variants that names nothing of them.</summary>
    public static DiagnosticDescriptor ConditionOfNoColumn { get; } = new(
        "WM2076",
        DiagnosticSeverity.Error,
        "Condition that names no column",
        "'{0}' in '{1}' names no column: it holds for every row or for none.",
        "Name the column without quotes, as in site != \"London\", or remove the condition.");

    /// <summary>Genotypes in no format, or in several.</summary>
    public static DiagnosticDescriptor GenotypeFormats { get; } = new(
        "WM2077",
        DiagnosticSeverity.Error,
        "One format of genotypes",
        "'{0}' names its genotypes in {1}; exactly one of bed, pgen, bgen and vcf is expected.",
        "Set the one that the files are in; several files of a format stand in one setting, as in pgen = \"chr{1..22}.pgen\".");

    /// <summary>A path without quotes.</summary>
    public static DiagnosticDescriptor PathNotQuoted { get; } = new(
        "WM2078",
        DiagnosticSeverity.Error,
        "Path without quotes",
        "'{0}' is a path; a path is written between double quotes{1}.",
        "Without quotes it is read as names with signs between them.");

    /// <summary>An argument given with a colon.</summary>
    public static DiagnosticDescriptor ArgumentSign { get; } = new(
        "WM2079",
        DiagnosticSeverity.Error,
        "Argument given with ':'",
        "'{0}' takes '{1}' with '=', not with ':'.",
        "Arguments are given as in adam(lr = 1e-3).");

    /// <summary>Several values without brackets.</summary>
    public static DiagnosticDescriptor ListWithoutBrackets { get; } = new(
        "WM2080",
        DiagnosticSeverity.Error,
        "List without brackets",
        "'{0}' is a list, and the values of a list stand between square brackets: '{1}' has none.",
        "A comma outside brackets begins the next setting or argument.");

    /// <summary>A comma in a number.</summary>
    public static DiagnosticDescriptor DecimalComma { get; } = new(
        "WM2081",
        DiagnosticSeverity.Error,
        "Decimal comma",
        "'{0}' has a comma: decimals are written with a point, thousands without any sign.",
        "A comma begins the next setting.");

    /// <summary>Cohorts joined by a sign that joins conditions or numbers.</summary>
    public static DiagnosticDescriptor PeopleJoined { get; } = new(
        "WM2082",
        DiagnosticSeverity.Error,
        "Cohorts joined by another sign",
        "Cohorts are not joined by '{0}': 'a & b' is who is in both, 'a - b' who is in the first and not in the second.",
        "For who is in either, draw from the cohort that holds both and say it as a condition: cohort either from everyone { include = site == \"A\" or site == \"B\" }.");

    /// <summary>A column where a set of traits is expected.</summary>
    public static DiagnosticDescriptor ColumnAsTraits { get; } = new(
        "WM2083",
        DiagnosticSeverity.Error,
        "Column in the place of traits",
        "'{0}' is a column of {1}, not a set of traits.",
        "Declare traits of it, as in phenotypes body from people { columns = [height] }, and name those.");

    /// <summary>A range of columns in a formula.</summary>
    public static DiagnosticDescriptor ColumnRange { get; } = new(
        "WM2084",
        DiagnosticSeverity.Error,
        "Range of columns",
        "'{0}' names no column: columns are named one by one.",
        "In a formula + stands between them, in a list a comma; components that are computed here are kin.pcs of a relatedness.");

    /// <summary>A comparison with what stands for a missing value elsewhere.</summary>
    public static DiagnosticDescriptor MissingCompared { get; } = new(
        "WM2090",
        DiagnosticSeverity.Error,
        "Comparison with a missing value",
        "'{0}' is a comparison with a missing value, which nothing equals; whether a value is missing is asked by '{1}'.",
        "Write is_missing(column), or not is_missing(column).");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        UndeclaredName,
        DeclaredTwice,
        UnknownKind,
        NotThereYet,
        NameMissing,
        NameUnexpected,
        UnknownSetting,
        MissingSetting,
        SettingTwice,
        WrongType,
        UnitMissing,
        UnknownUnit,
        WrongDimension,
        UnknownCase,
        FromMissing,
        FromUnexpected,
        NotABlock,
        NotASetting,
        EntryUnexpected,
        EntryShape,
        UnknownRole,
        UnknownFunction,
        FunctionMisplaced,
        MissingArgument,
        UnexpectedArgument,
        UnknownMember,
        NoMembers,
        ImportedStudy,
        ImportCycle,
        LimitExceeded,
        StudyMissing,
        StudyTwice,
        ParameterWithoutValue,
        UnknownParameter,
        ParameterText,
        AmbiguousName,
        UnknownColumn,
        ColumnUnitMissing,
        NotComparable,
        UnknownLevel,
        NotArithmetic,
        NotACondition,
        OperatorMisplaced,
        FormulaPower,
        FormulaTerm,
        IntegerColumn,
        TextAsNumber,
        IdColumn,
        Cycle,
        RunValue,
        PlaceholderUnknown,
        PlaceholderValue,
        OneFileExpected,
        UnknownCode,
        NotAcceptable,
        AcceptUnused,
        ReasonMissing,
        OutOfBounds,
        NotFinite,
        TableAndSource,
        PeopleColumnInVariants,
        AliasAsValue,
        EmptyList,
        ListedTwice,
        AlgebraMisplaced,
        ComputedColumnUnit,
        InterceptKept,
        SettingOfOtherSource,
        DoNotGoTogether,
        OneFileForAll,
        MemberNeedsSetting,
        UnknownRegion,
        SettingOfOtherWord,
        ColumnInSeveralTables,
        FamilyInSomeTables,
        ConditionOfNoColumn,
        GenotypeFormats,
        PathNotQuoted,
        ArgumentSign,
        ListWithoutBrackets,
        DecimalComma,
        PeopleJoined,
        ColumnAsTraits,
        ColumnRange,
        .. ModuleCodes.All,
        MissingCompared,
        ModuleCodes.ColumnsLacking,
    ];
}
