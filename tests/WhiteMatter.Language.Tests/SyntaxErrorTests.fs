module WhiteMatter.Language.Tests.SyntaxErrorTests

open System
open Xunit
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

let private item (text: string) =
    "wmstudy 1\nstudy s {\n  " + text + "\n}\n"

let private top (text: string) = "wmstudy 1\n" + text + "\n"

/// For each code a study with that one mistake.
let mistakes = [
    "WM1001", String('a', Parser.longestText + 1)
    "WM1002", item ("a = " + String('(', 300) + "b" + String(')', 300))
    "WM1003", item (String.replicate 1100 "a = 1 2\n")
    "WM1004", item "a = b @ c"
    "WM1004", item "a = ?"
    "WM1005", item "a = âge > 3"
    "WM1005", item "größe = 3"
    "WM1006", item "a = “text”"
    "WM1006", item "a = “text"
    "WM1007", item "a =\u00A0\u00A03"
    "WM1008", item "a = age ≥ 45y"
    "WM1008", item "a = −3"
    "WM1009", item "\ta = 3\n\tb = 4"
    "WM1010", "wmstudy 1\r\nstudy s { }\r\n"
    "WM1011", "\uFEFFwmstudy 1\n"
    "WM1012", item "a = 3 // three"
    "WM1012", top "// a comment"
    "WM1013", item "a = 3;"
    "WM1013", item "a = 3; b = 4"
    "WM1013", top "study t { };"
    "WM1014", item "~ age + sex"
    "WM1014", item "height ~ age + sex"
    "WM1014", item "a = ~ age"
    "WM1015", "wmstudy 1\rstudy s { }\r"
    "WM1020", "study s { }\n"
    "WM1020", ""
    "WM1020", "a line that lost its sign\nwmstudy 1\n"
    "WM1021", "wmstudy one\n"
    "WM1021", "wmstudy\n"
    "WM1021", "mstudy 1\n"
    "WM1021", "wmstudy 1 2\n"
    "WM1022", "wmstudy 2\n"
    "WM1023", top "wmstudy 1"
    "WM1030", top "3 studies"
    "WM1035", top "a == b"
    "WM1031", top "  cohort c { sample = 3 }"
    "WM1032", top "title = \"x\""
    "WM1033", top "study t\n  title = \"x\"\n}"
    "WM1033", top "study t title = \"x\" }"
    "WM1034", top "study t { } 3"
    "WM1034", top "study t { } cohort c { }"
    "WM1035", top "cohort c form d { sample = 3 }"
    "WM1035", top "cohort c of d { sample = 3 }"
    "WM1035", top "cohort c d { sample = 3 }"
    "WM1035", top "cohort c without d { sample = 3 }"
    "WM1035", top "cohort c from d e { sample = 3 }"
    "WM1035", top "covariates c = age + sex"
    "WM1035", top "cohort \"c\" { }"
    "WM1036", top "cohort c from { sample = 3 }"
    "WM1036", top "cohort c from"
    "WM1037", item "in = 3"
    "WM1037", top "cohort or { }"
    "WM1037", item "a = f(as = 3)"
    "WM1038", top "study t {\n  a = 3\ncohort c { }"
    "WM1038", top "study t {\n  a { b = 1\n}"
    "WM1038", top "study t {"
    "WM1039", top "study t { }\n}"
    "WM1040", top "import jhu.wmstudy as jhu"
    "WM1041", top "import \"jhu.wmstudy\""
    "WM1041", top "import \"jhu.wmstudy\" as"
    "WM1042", top "param : int"
    "WM1043", top "param n int"
    "WM1044", top "param n : integer"
    "WM1044", top "param n : [int"
    "WM1045", top "param n : int 3"
    "WM1046", top "accept because \"x\""
    "WM1047", top "accept WM3104"
    "WM1047", item "accept WM3104 because x"
    "WM1050", item ") = 3"
    "WM1051", item "a = 1 b = 2"
    "WM1052", item "a = b c"
    "WM1052", item "a = \"b\" \"c\""
    "WM1053", item "a := 3"
    "WM1053", item "a <- 3"
    "WM1054", item "a = 1,, b = 2"
    "WM1054", item "a = [1,,2]"
    "WM1054", item "a = f(,1)"
    "WM1055", item "a = { b = 1 }"
    "WM1055", item "a: { b = 1 }"
    "WM1055", top "study t = { b = 1 }"
    "WM1055", top "study t: {\n  b = 1\n}"
    "WM1056", top "expect leads.count >= 1"
    "WM1056", top "expect a.b == 1   # not guessed"
    "WM1057", item "include = age between 45 and 80"
    "WM1058", item "--bfile data/chips --maf 0.01"
    "WM1059", top "for t in traits { gwas g from c { traits = t } }"
    "WM1059", top "while read x {\n  gwas g from c { }\n}"
    "WM1060", item "a ="
    "WM1060", item "a = b and"
    "WM1060", item "a = (b and)"
    "WM1060", item "a = b and\n  c = 3"
    "WM1061", item "a = * b"
    "WM1061", item "a = and b"
    "WM1062", item "a = b && c"
    "WM1062", item "a = b || c"
    "WM1062", item "a = !b"
    "WM1062", item "a = b <> c"
    "WM1062", item "a = b ** 2"
    "WM1062", item "a = b === c"
    "WM1062", item "a = b AND c"
    "WM1062", item "a = b Or c"
    "WM1062", item "a = b IN [c]"
    "WM1062", item "a = b is \"c\""
    "WM1062", top "cohort c from d minus e { sample = 3 }"
    "WM1062", top "cohort c from d without e"
    "WM1063", item "a = b = c"
    "WM1064", item "a = b < c < d"
    "WM1065", item "a = 1..2..3"
    "WM1066", item "a = b == not c"
    "WM1067", item "a = b not in c"
    "WM1068", item "a = from"
    "WM1070", item "a = f(b\n  c = 3"
    "WM1070", item "a = [1, 2"
    "WM1071", item "a = f(b c)"
    "WM1071", item "a = [\"b\" \"c\"]"
    "WM1072", item "a = [1, 2)"
    "WM1073", item "a = b)"
    "WM1074", item "a = ()"
    "WM1075", item "a = b."
    "WM1076", item "a = (b, c)"
    "WM1076", item "a = b in (\"c\", \"d\")"
    "WM1076", item "a = f(b = (1, 2), c = 3)"
    "WM1080", item "a = 1.2.3"
    "WM1080", item "a = 5e"
    "WM1080", item "a = 5e-"
    "WM1080", item "a = .5"
    "WM1080", item "a = 5."
    "WM1080", item "a = 1_000"
    "WM1081", item "a = 1e999"
    "WM1082", item "a = 45 y"
    "WM1082", item "a = [45 y]"
    "WM1082", item "a = b >= 95 %"
    "WM1090", item "a = \"text"
    "WM1090", top "study t { a = f(\"text) }"
    "WM1091", item "a = \"C:\\data\""
    "WM1092", item "a = \"{eid\""
    "WM1093", item "a = \"{}\""
    "WM1093", item "a = \"{a b}\""
    "WM1094", item "a = \"{3..1}\""
    "WM1094", item "a = \"{01..22}\""
    "WM1095", item "a = \"eid}\""
    "WM1096", item "a = 'text'"
]

[<Fact>]
let ``each mistake gives its one diagnostic`` () =
    let wrong = [
        for expected, text in mistakes do
            let found = (parse text).Diagnostics

            let asExpected =
                match expected, found with
                | "WM1003", _ ->
                    (found |> List.last).Code = "WM1003"
                    || found |> List.exists (fun one -> one.Code = "WM1003")
                | _, [ one ] -> one.Code = expected
                | _ -> false

            if not asExpected then
                let shown =
                    found
                    |> List.map (fun one -> one.Code + " " + one.Message)
                    |> String.concat "; "

                $"{expected} for {text.Substring(0, min 80 text.Length)}: {shown}"
    ]

    Assert.True(wrong.IsEmpty, String.Join("\n", wrong))

[<Fact>]
let ``every code of the syntax is triggered`` () =
    let triggered = mistakes |> List.map fst |> Set.ofList

    let missing =
        SyntaxCodes.All
        |> Seq.map _.Code
        |> Seq.filter (fun code -> not (triggered.Contains code))

    Assert.Empty missing

[<Fact>]
let ``codes are unique and in order`` () =
    let found = SyntaxCodes.All |> Seq.map _.Code |> List.ofSeq
    Assert.Equal<string list>(List.sort (List.distinct found), found)

/// Applies a fix to a text.
let private apply (text: string) (fix: DiagnosticFix) =
    text.Remove(fix.Span.Start, fix.Span.Length).Insert(fix.Span.Start, fix.Replacement)

[<Fact>]
let ``applying a fix removes its diagnostic and adds none`` () =
    let wrong = [
        for code, text in mistakes do
            let found = (parse text).Diagnostics

            for one in found |> List.truncate 3 do
                for fix in one.Fixes do
                    let after = (parse (apply text fix)).Diagnostics

                    if after.Length >= found.Length && code <> "WM1009" && code <> "WM1003" then
                        let shown = after |> List.map _.Message |> String.concat "; "
                        $"{code} {fix.Title}: {apply text fix} {shown}"
    ]

    Assert.True(wrong.IsEmpty, String.Join("\n", wrong))
