using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM1000 to WM1999: the text of a study.</summary>
public static class SyntaxCodes
{
    /// <summary>File too large.</summary>
    public static DiagnosticDescriptor FileTooLarge { get; } = new(
        "WM1001",
        DiagnosticSeverity.Error,
        "File too large",
        "The file has {0} characters; a study may have at most {1}.",
        "Split the study and join the parts with `import`, or check that this is a study file.");

    /// <summary>Nested too deeply.</summary>
    public static DiagnosticDescriptor TooDeeplyNested { get; } = new(
        "WM1002",
        DiagnosticSeverity.Error,
        "Nested too deeply",
        "An expression or block has more than {0}.",
        "Give parts of the expression their own names, or check for brackets that were never closed.");

    /// <summary>Too many mistakes.</summary>
    public static DiagnosticDescriptor TooManyErrors { get; } = new(
        "WM1003",
        DiagnosticSeverity.Error,
        "Too many mistakes",
        "More than {0} mistakes; the rest are not listed.",
        "Mend the first ones, or check that this is a study file.");

    /// <summary>Unexpected character.</summary>
    public static DiagnosticDescriptor UnexpectedCharacter { get; } = new(
        "WM1004",
        DiagnosticSeverity.Error,
        "Unexpected character",
        "Found {0}, which has no meaning here.",
        "Remove it; text that is meant literally belongs between double quotes.");

    /// <summary>Letter outside A–Z in a name.</summary>
    public static DiagnosticDescriptor NonAsciiName { get; } = new(
        "WM1005",
        DiagnosticSeverity.Error,
        "Letter outside A–Z in a name",
        "Found `{0}`, but names are made of the letters A–Z and a–z, digits and `_`.",
        "Rename it; a column whose name has other letters stands in quotes: `column(\"größe\")` in formulas and conditions, `\"größe\"` in lists and in `columns { … }`.");

    /// <summary>Typographic quotation mark.</summary>
    public static DiagnosticDescriptor TypographicQuote { get; } = new(
        "WM1006",
        DiagnosticSeverity.Error,
        "Typographic quotation mark",
        "Found the typographic quotation mark {0} where a string is expected.",
        "Strings stand between straight double quotes; word processors and mail programs change them.");

    /// <summary>Typographic space.</summary>
    public static DiagnosticDescriptor TypographicSpace { get; } = new(
        "WM1007",
        DiagnosticSeverity.Warning,
        "Typographic space",
        "Found a {0}, read as an ordinary space.",
        "Replace it by an ordinary space; it usually comes from copied web pages.");

    /// <summary>Typographic operator.</summary>
    public static DiagnosticDescriptor TypographicOperator { get; } = new(
        "WM1008",
        DiagnosticSeverity.Error,
        "Typographic operator",
        "Found the typographic character {0}, read as `{1}`.",
        "Write operators with the characters of the keyboard.");

    /// <summary>Tab.</summary>
    public static DiagnosticDescriptor Tab { get; } = new(
        "WM1009",
        DiagnosticSeverity.Warning,
        "Tab",
        "Found a tab, read as a space; it is shown with different widths by different editors.",
        "Indent with two spaces; `wmstudy fmt` does it for the whole file.");

    /// <summary>Windows line ends.</summary>
    public static DiagnosticDescriptor CarriageReturn { get; } = new(
        "WM1010",
        DiagnosticSeverity.Information,
        "Windows line ends",
        "Lines end as Windows writes them, with CR LF.",
        "Nothing is wrong, and `wmstudy fmt` keeps them; LF alone gives the file the same bytes on every system.");

    /// <summary>Byte order mark.</summary>
    public static DiagnosticDescriptor ByteOrderMark { get; } = new(
        "WM1011",
        DiagnosticSeverity.Information,
        "Byte order mark",
        "The file starts with a byte order mark.",
        "Nothing is wrong. In a file the mark is passed over without a word, and `wmstudy fmt` keeps it; this tells a program that hands over the text itself that it can leave it out.");

    /// <summary>Comment of another language.</summary>
    public static DiagnosticDescriptor ForeignComment { get; } = new(
        "WM1012",
        DiagnosticSeverity.Error,
        "Comment of another language",
        "Found `{0}`, but a comment starts with `#`.",
        "Write `#`; everything up to the line's end is the comment.");

    /// <summary>Semicolon.</summary>
    public static DiagnosticDescriptor Semicolon { get; } = new(
        "WM1013",
        DiagnosticSeverity.Error,
        "Semicolon",
        "Found `;`, but settings are separated by a new line or a comma.",
        "Start a new line, or write a comma.");

    /// <summary>Tilde.</summary>
    public static DiagnosticDescriptor Tilde { get; } = new(
        "WM1014",
        DiagnosticSeverity.Error,
        "Tilde",
        "Found `~`, but only the right side of a formula is written here.",
        "Write the terms, as in `age + sex`; what they explain is named by the gwas's `traits`.");

    /// <summary>Line ends of CR alone.</summary>
    public static DiagnosticDescriptor LoneCarriageReturn { get; } = new(
        "WM1015",
        DiagnosticSeverity.Error,
        "Line ends of CR alone",
        "Lines end in CR alone, as old Macintoshes wrote them, so that the file is one line.",
        "Convert it, for example with tr '\\r' '\\n' < old.wmstudy > new.wmstudy, or choose LF as the line end in the editor.");

    /// <summary>Edition line missing.</summary>
    public static DiagnosticDescriptor EditionMissing { get; } = new(
        "WM1020",
        DiagnosticSeverity.Error,
        "Edition line missing",
        "Found {0} where the first line must name the edition: `wmstudy 1`.",
        "Add the line `wmstudy 1`; it keeps the file's meaning when the language changes.");

    /// <summary>Edition line unreadable.</summary>
    public static DiagnosticDescriptor EditionUnreadable { get; } = new(
        "WM1021",
        DiagnosticSeverity.Error,
        "Edition line unreadable",
        "The edition line is `wmstudy` and a whole number; found {0}.",
        "Write `wmstudy 1`.");

    /// <summary>Edition unknown.</summary>
    public static DiagnosticDescriptor EditionUnknown { get; } = new(
        "WM1022",
        DiagnosticSeverity.Error,
        "Edition unknown",
        "Edition {0} is not known here; this version reads edition {1}.",
        "Use a newer version of the tool, or write the edition that the file was made for.");

    /// <summary>Second edition line.</summary>
    public static DiagnosticDescriptor EditionRepeated { get; } = new(
        "WM1023",
        DiagnosticSeverity.Error,
        "Second edition line",
        "The edition was already given in the first line.",
        "Remove this line.");

    /// <summary>Declaration expected.</summary>
    public static DiagnosticDescriptor DeclarationExpected { get; } = new(
        "WM1030",
        DiagnosticSeverity.Error,
        "Declaration expected",
        "Found {0} where a declaration is expected: a kind such as `cohort` or `gwas`, `import`, `param` or `accept`.",
        "Declarations start in the first column with a word.");

    /// <summary>Declaration not in the first column.</summary>
    public static DiagnosticDescriptor DeclarationIndented { get; } = new(
        "WM1031",
        DiagnosticSeverity.Error,
        "Declaration not in the first column",
        "The declaration `{0}` stands in column {1}; declarations start in the first column.",
        "Remove the blanks before it, or close the block above it with `}` if it belongs there.");

    /// <summary>Setting outside a block.</summary>
    public static DiagnosticDescriptor SettingOutsideBlock { get; } = new(
        "WM1032",
        DiagnosticSeverity.Error,
        "Setting outside a block",
        "The setting `{0}` stands outside any block.",
        "Settings belong between the `{` and `}` of a declaration; check the braces above.");

    /// <summary>Opening brace missing.</summary>
    public static DiagnosticDescriptor BraceMissing { get; } = new(
        "WM1033",
        DiagnosticSeverity.Error,
        "Opening brace missing",
        "Found the setting `{0}`, but `{1}` has no `{{` before it.",
        "Add `{` after the declaration's name and source.");

    /// <summary>Line end expected after a declaration.</summary>
    public static DiagnosticDescriptor DeclarationEndExpected { get; } = new(
        "WM1034",
        DiagnosticSeverity.Error,
        "Line end expected after a declaration",
        "Found {0} after the declaration; expected a new line.",
        "Start each declaration on its own line.");

    /// <summary>Declaration head unreadable.</summary>
    public static DiagnosticDescriptor DeclarationHead { get; } = new(
        "WM1035",
        DiagnosticSeverity.Error,
        "Declaration head unreadable",
        "Found {0} after `{1}`; expected {2}.",
        "A declaration is a kind, a name, optionally `from` a source, and a block: `gwas g from everyone { … }`.");

    /// <summary>Source missing after `from`.</summary>
    public static DiagnosticDescriptor FromWithoutSource { get; } = new(
        "WM1036",
        DiagnosticSeverity.Error,
        "Source missing after `from`",
        "Found {0} after `from`; expected the name of a declaration or an expression such as `everyone - pretraining`.",
        "Name what the declaration works on, or remove `from`.");

    /// <summary>Reserved word as a name.</summary>
    public static DiagnosticDescriptor ReservedName { get; } = new(
        "WM1037",
        DiagnosticSeverity.Error,
        "Reserved word as a name",
        "`{0}` is a reserved word and cannot be {1}.",
        "Choose another name.");

    /// <summary>Block not closed.</summary>
    public static DiagnosticDescriptor BlockNotClosed { get; } = new(
        "WM1038",
        DiagnosticSeverity.Error,
        "Block not closed",
        "The block of `{0}` needs a closing `}}` before {1}.",
        "Add `}` after the block's last setting.");

    /// <summary>Closing brace without opening.</summary>
    public static DiagnosticDescriptor BraceUnmatched { get; } = new(
        "WM1039",
        DiagnosticSeverity.Error,
        "Closing brace without opening",
        "This `}}` closes nothing.",
        "Remove it, or add the `{` that it should close.");

    /// <summary>Path of an import missing.</summary>
    public static DiagnosticDescriptor ImportPath { get; } = new(
        "WM1040",
        DiagnosticSeverity.Error,
        "Path of an import missing",
        "Found {0} after `import`; expected the path of a file between double quotes.",
        "Write `import \"atlases/jhu.wmstudy\" as jhu`.");

    /// <summary>Name of an import missing.</summary>
    public static DiagnosticDescriptor ImportAlias { get; } = new(
        "WM1041",
        DiagnosticSeverity.Error,
        "Name of an import missing",
        "Found {0} in the import; expected `as` and a name.",
        "Write `import \"atlases/jhu.wmstudy\" as jhu`: imported names are used as `jhu.name`.");

    /// <summary>Name of a parameter missing.</summary>
    public static DiagnosticDescriptor ParamName { get; } = new(
        "WM1042",
        DiagnosticSeverity.Error,
        "Name of a parameter missing",
        "Found {0} after `param`; expected a name.",
        "Write `param latents : int = 128`.");

    /// <summary>Type of a parameter missing.</summary>
    public static DiagnosticDescriptor ParamType { get; } = new(
        "WM1043",
        DiagnosticSeverity.Error,
        "Type of a parameter missing",
        "Found {0} after the parameter `{1}`; expected `:` and a type.",
        "Write `param latents : int = 128`; types are int, float, bool, string, quantity and lists such as [string].");

    /// <summary>Type unknown.</summary>
    public static DiagnosticDescriptor TypeUnknown { get; } = new(
        "WM1044",
        DiagnosticSeverity.Error,
        "Type unknown",
        "Found {0} where a type is expected: int, float, bool, string, quantity, or a list such as [int].",
        "Use one of these types.");

    /// <summary>Value of a parameter missing.</summary>
    public static DiagnosticDescriptor ParamEnd { get; } = new(
        "WM1045",
        DiagnosticSeverity.Error,
        "Value of a parameter missing",
        "Found {0} after the type; expected `=` and a value, or the line's end.",
        "Write `param latents : int = 128`; a parameter without a value must be given when the study is run.");

    /// <summary>Code missing after `accept`.</summary>
    public static DiagnosticDescriptor AcceptCode { get; } = new(
        "WM1046",
        DiagnosticSeverity.Error,
        "Code missing after `accept`",
        "Found {0} after `accept`; expected the code of a diagnostic such as WM3001.",
        "Write `accept WM3001 because \"the reason\"`.");

    /// <summary>Reason missing in `accept`.</summary>
    public static DiagnosticDescriptor AcceptReason { get; } = new(
        "WM1047",
        DiagnosticSeverity.Error,
        "Reason missing in `accept`",
        "Found {0} after the code; expected `because` and a reason between double quotes.",
        "Say why: `accept WM3001 because \"the reason\"`; the report shows it.");

    /// <summary>Setting expected.</summary>
    public static DiagnosticDescriptor ItemExpected { get; } = new(
        "WM1050",
        DiagnosticSeverity.Error,
        "Setting expected",
        "Found {0} where a setting, a block or an expression is expected.",
        "A block holds `name = value` lines, `name { … }` blocks and expressions.");

    /// <summary>Separator missing.</summary>
    public static DiagnosticDescriptor SeparatorExpected { get; } = new(
        "WM1051",
        DiagnosticSeverity.Error,
        "Separator missing",
        "Found {0} after {1}; expected a comma, a new line or `}}`.",
        "Put each setting on its own line, or a comma between them.");

    /// <summary>Unexpected text after a value.</summary>
    public static DiagnosticDescriptor ItemEndExpected { get; } = new(
        "WM1052",
        DiagnosticSeverity.Error,
        "Unexpected text after a value",
        "Found {0} after {1}; expected an operator, a comma, a new line or `}}`.",
        "Check for a missing operator, comma or quotation mark.");

    /// <summary>Sign of a setting.</summary>
    public static DiagnosticDescriptor AssignmentSign { get; } = new(
        "WM1053",
        DiagnosticSeverity.Error,
        "Sign of a setting",
        "Found `{0}`, but a setting is written with `=`.",
        "Write `name = value`.");

    /// <summary>Nothing between commas.</summary>
    public static DiagnosticDescriptor NothingBetweenCommas { get; } = new(
        "WM1054",
        DiagnosticSeverity.Error,
        "Nothing between commas",
        "Nothing stands before this comma.",
        "Remove the comma, or write what is missing.");

    /// <summary>Sign before a block.</summary>
    public static DiagnosticDescriptor SignBeforeBlock { get; } = new(
        "WM1055",
        DiagnosticSeverity.Error,
        "Sign before a block",
        "Found `{0}` between `{1}` and its `{{`; a block follows its name without a sign.",
        "Write `name { … }`.");

    /// <summary>Conditions without braces.</summary>
    public static DiagnosticDescriptor ConditionsWithoutBraces { get; } = new(
        "WM1056",
        DiagnosticSeverity.Error,
        "Conditions without braces",
        "`{0}` has no name, and what is expected stands in braces: `{0} {{ … }}`.",
        "Put the conditions between braces.");

    /// <summary>Range in words.</summary>
    public static DiagnosticDescriptor RangeInWords { get; } = new(
        "WM1057",
        DiagnosticSeverity.Error,
        "Range in words",
        "Found `between` after {0}; a range is two comparisons joined by `and`.",
        "Write, for example, `age >= 45y and age <= 80y`.");

    /// <summary>Option of a command line.</summary>
    public static DiagnosticDescriptor CommandLineOption { get; } = new(
        "WM1058",
        DiagnosticSeverity.Error,
        "Option of a command line",
        "Found `{0}`, as it stands on a command line; settings are written `name = value`.",
        "Of PLINK's options: --bfile data/chips is bed = \"data/chips.bed\", --pfile is pgen, --maf 0.01 is keep = maf >= 0.01, --geno 0.05 is missing <= 5%, --mac 10 is mac >= 10, --hwe 1e-6 is hwe_p >= 1e-6, conditions joined by and; --pheno is traits, --covar is adjust.");

    /// <summary>Loop.</summary>
    public static DiagnosticDescriptor Loop { get; } = new(
        "WM1059",
        DiagnosticSeverity.Error,
        "Loop",
        "Found `{0}`, which begins a loop; a study has none.",
        "One declaration takes many at once: a gwas tests every column of its `traits`, a path with a range as in chr{1..22}.bed is many files, and what differs between runs is a `param`, which --set changes.");

    /// <summary>Value expected.</summary>
    public static DiagnosticDescriptor ValueExpected { get; } = new(
        "WM1060",
        DiagnosticSeverity.Error,
        "Value expected",
        "Found {0} {1}; expected a value.",
        "A value is a number, a string, a name, a list in [ ] or an expression.");

    /// <summary>Left operand missing.</summary>
    public static DiagnosticDescriptor LeftOperandMissing { get; } = new(
        "WM1061",
        DiagnosticSeverity.Error,
        "Left operand missing",
        "Nothing stands to the left of `{0}`.",
        "An operator stands between two values.");

    /// <summary>Operator of another language.</summary>
    public static DiagnosticDescriptor ForeignOperator { get; } = new(
        "WM1062",
        DiagnosticSeverity.Error,
        "Operator of another language",
        "Found `{0}`, which is no operator here; read as `{1}`.",
        "Write the operators of this language: and or not == != < <= > >= in.");

    /// <summary>One equals sign in a comparison.</summary>
    public static DiagnosticDescriptor EqualSignAsComparison { get; } = new(
        "WM1063",
        DiagnosticSeverity.Error,
        "One equals sign in a comparison",
        "Found `=` after a value, read as the comparison `==`.",
        "Write `==` to compare; `=` gives a value to a setting or an argument.");

    /// <summary>Chained comparison.</summary>
    public static DiagnosticDescriptor ChainedComparison { get; } = new(
        "WM1064",
        DiagnosticSeverity.Error,
        "Chained comparison",
        "Comparisons cannot be chained, and `{0}` follows the result of another{1}.",
        "Write `a < b and b < c`.");

    /// <summary>Chained range.</summary>
    public static DiagnosticDescriptor ChainedRange { get; } = new(
        "WM1065",
        DiagnosticSeverity.Error,
        "Chained range",
        "A range has two ends, but a second `..` follows.",
        "Write `first..last`.");

    /// <summary>`not` inside an expression.</summary>
    public static DiagnosticDescriptor NotInside { get; } = new(
        "WM1066",
        DiagnosticSeverity.Error,
        "`not` inside an expression",
        "`not` after another operator stands in parentheses.",
        "Write `(not …)`, as in `x == (not y)`.");

    /// <summary>`not in`.</summary>
    public static DiagnosticDescriptor NotIn { get; } = new(
        "WM1067",
        DiagnosticSeverity.Error,
        "`not in`",
        "Found `not` after a value; `not in` is not written as one.",
        "For the opposite of `x in list` write `not x in list`.");

    /// <summary>Reserved word as a value.</summary>
    public static DiagnosticDescriptor ReservedValue { get; } = new(
        "WM1068",
        DiagnosticSeverity.Error,
        "Reserved word as a value",
        "The reserved word `{0}` has no value.",
        "Choose another name, or put it between double quotes if it is text.");

    /// <summary>Bracket not closed.</summary>
    public static DiagnosticDescriptor BracketNotClosed { get; } = new(
        "WM1070",
        DiagnosticSeverity.Error,
        "Bracket not closed",
        "This `{0}` is not closed: found {1} where `{2}` is expected.",
        "Close it where its last part ends.");

    /// <summary>Comma missing in brackets.</summary>
    public static DiagnosticDescriptor CommaExpected { get; } = new(
        "WM1071",
        DiagnosticSeverity.Error,
        "Comma missing in brackets",
        "Found {0} after {1}; expected a comma or `{2}`.",
        "Put a comma between the parts, or close the bracket.");

    /// <summary>Wrong closing bracket.</summary>
    public static DiagnosticDescriptor BracketMismatch { get; } = new(
        "WM1072",
        DiagnosticSeverity.Error,
        "Wrong closing bracket",
        "Found `{0}`, but `{1}` is closed by `{2}`.",
        "Round brackets hold arguments, square brackets lists, braces blocks.");

    /// <summary>Closing bracket without opening.</summary>
    public static DiagnosticDescriptor BracketUnmatched { get; } = new(
        "WM1073",
        DiagnosticSeverity.Error,
        "Closing bracket without opening",
        "This `{0}` closes nothing.",
        "Remove it, or add the bracket that it should close.");

    /// <summary>Empty parentheses.</summary>
    public static DiagnosticDescriptor EmptyParentheses { get; } = new(
        "WM1074",
        DiagnosticSeverity.Error,
        "Empty parentheses",
        "Nothing stands between the parentheses.",
        "Write an expression between them, or remove them.");

    /// <summary>Name missing after a dot.</summary>
    public static DiagnosticDescriptor MemberName { get; } = new(
        "WM1075",
        DiagnosticSeverity.Error,
        "Name missing after a dot",
        "Found {0} after the dot; expected a name, as in `leads.count`.",
        "Write the member's name directly after the dot.");

    /// <summary>List in round brackets.</summary>
    public static DiagnosticDescriptor ListInRoundBrackets { get; } = new(
        "WM1076",
        DiagnosticSeverity.Error,
        "List in round brackets",
        "Found a list between round brackets.",
        "A list stands in square brackets: `[\"a\", \"b\"]`.");

    /// <summary>Number unreadable.</summary>
    public static DiagnosticDescriptor NumberMalformed { get; } = new(
        "WM1080",
        DiagnosticSeverity.Error,
        "Number unreadable",
        "`{0}` is not a number: {1}.",
        "Numbers are written as 128, 0.05, 5e-8, with a unit directly after them: 250kb, 95%.");

    /// <summary>Number too large.</summary>
    public static DiagnosticDescriptor NumberTooLarge { get; } = new(
        "WM1081",
        DiagnosticSeverity.Error,
        "Number too large",
        "`{0}` is larger than a computer's number can be (1.8e308).",
        "Check the exponent.");

    /// <summary>Blank before a unit.</summary>
    public static DiagnosticDescriptor UnitDetached { get; } = new(
        "WM1082",
        DiagnosticSeverity.Error,
        "Blank before a unit",
        "Found {0} after a number and a blank; expected an operator, a comma or the end of the value.",
        "A unit stands directly after its number: `45y`.");

    /// <summary>String not closed.</summary>
    public static DiagnosticDescriptor StringNotClosed { get; } = new(
        "WM1090",
        DiagnosticSeverity.Error,
        "String not closed",
        "This string is not closed before the end of its line.",
        "Add a double quote where it ends.");

    /// <summary>Unknown escape.</summary>
    public static DiagnosticDescriptor EscapeUnknown { get; } = new(
        "WM1091",
        DiagnosticSeverity.Error,
        "Unknown escape",
        "`{0}` is not an escape; a backslash is followed by one of \" \\ n r t.",
        "Double the backslash where one is meant; in paths write `/`.");

    /// <summary>Placeholder not closed.</summary>
    public static DiagnosticDescriptor PlaceholderNotClosed { get; } = new(
        "WM1092",
        DiagnosticSeverity.Error,
        "Placeholder not closed",
        "This `{{` opens a placeholder that is not closed in the string.",
        "Close it with `}`, or write `{{` for a brace that is meant literally.");

    /// <summary>Placeholder unreadable.</summary>
    public static DiagnosticDescriptor PlaceholderUnreadable { get; } = new(
        "WM1093",
        DiagnosticSeverity.Error,
        "Placeholder unreadable",
        "`{0}` is no placeholder: expected a name as in {{eid}}, or whole numbers and words as in {{1..22}} and {{1..22,X}}.",
        "Write a name or a range between the braces, or double the braces if they are meant literally.");

    /// <summary>Range of a placeholder.</summary>
    public static DiagnosticDescriptor PlaceholderRange { get; } = new(
        "WM1094",
        DiagnosticSeverity.Error,
        "Range of a placeholder",
        "`{0}` is no range: {1}.",
        "Write the first and the last number without leading zeros, the smaller first: {1..22}; numbers with zeros are listed: {01,02,03}.");

    /// <summary>Single closing brace in a string.</summary>
    public static DiagnosticDescriptor BraceInString { get; } = new(
        "WM1095",
        DiagnosticSeverity.Error,
        "Single closing brace in a string",
        "This `}}` has no `{{` before it.",
        "Write `{` before the name, as in {eid}; `}}` stands for a brace that is part of the text.");

    /// <summary>Single quotation marks.</summary>
    public static DiagnosticDescriptor SingleQuotes { get; } = new(
        "WM1096",
        DiagnosticSeverity.Error,
        "Single quotation marks",
        "Found a single quotation mark, but strings stand between double quotes.",
        "Write \"…\".");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        FileTooLarge,
        TooDeeplyNested,
        TooManyErrors,
        UnexpectedCharacter,
        NonAsciiName,
        TypographicQuote,
        TypographicSpace,
        TypographicOperator,
        Tab,
        CarriageReturn,
        ByteOrderMark,
        ForeignComment,
        Semicolon,
        Tilde,
        LoneCarriageReturn,
        EditionMissing,
        EditionUnreadable,
        EditionUnknown,
        EditionRepeated,
        DeclarationExpected,
        DeclarationIndented,
        SettingOutsideBlock,
        BraceMissing,
        DeclarationEndExpected,
        DeclarationHead,
        FromWithoutSource,
        ReservedName,
        BlockNotClosed,
        BraceUnmatched,
        ImportPath,
        ImportAlias,
        ParamName,
        ParamType,
        TypeUnknown,
        ParamEnd,
        AcceptCode,
        AcceptReason,
        ItemExpected,
        SeparatorExpected,
        ItemEndExpected,
        AssignmentSign,
        NothingBetweenCommas,
        SignBeforeBlock,
        ConditionsWithoutBraces,
        RangeInWords,
        CommandLineOption,
        Loop,
        ValueExpected,
        LeftOperandMissing,
        ForeignOperator,
        EqualSignAsComparison,
        ChainedComparison,
        ChainedRange,
        NotInside,
        NotIn,
        ReservedValue,
        BracketNotClosed,
        CommaExpected,
        BracketMismatch,
        BracketUnmatched,
        EmptyParentheses,
        MemberName,
        ListInRoundBrackets,
        NumberMalformed,
        NumberTooLarge,
        UnitDetached,
        StringNotClosed,
        EscapeUnknown,
        PlaceholderNotClosed,
        PlaceholderUnreadable,
        PlaceholderRange,
        BraceInString,
        SingleQuotes,
    ];
}
