/// How much of the data a check looks at.
module WhiteMatter.Cli.Tests.DataTests

open System
open System.Text.Json
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

[<Fact>]
let ``A check looks at no data, at their headers, or at every row`` () =
    use folder = new Folder()
    // Row 12,001 is beyond what a header shows.
    let rows = String.Join("\n", [ for i in 1..12_000 -> $"p{i}\t{40 + i % 30}\t170" ])

    folder.Write("people.tsv", $"iid\tage\theight\n{rows}\np9\tforty\t171\n")
    |> ignore

    let path =
        folder.Write("s.wmstudy", study.Replace("include = age >= 48", "columns { age : y }\n  include = age >= 48y"))

    let check words = call ([ "check"; path ] @ words)
    Assert.Equal(ExitCode.Done, (check []).Code)
    Assert.Equal(ExitCode.Done, (check [ "--data"; "headers" ]).Code)
    let full = check [ "--data"; "full"; "--json" ]
    Assert.Equal(ExitCode.StudyErrors, full.Code)
    Assert.Contains("WM4460", full.Out)
    Assert.Contains("WM4462", full.Out)
    Assert.DoesNotContain("\"p9\"", full.Out)
    Assert.Contains("\"WM4462\"", (check [ "--data"; "full"; "--sarif" ]).Out)

    let gone = folder.Write("gone.wmstudy", study.Replace("people.tsv", "gone.tsv"))
    Assert.Contains("WM4002", (call [ "check"; gone ]).Error)
    let none = call [ "check"; gone; "--data"; "none" ]
    Assert.Equal((ExitCode.Done, ""), (none.Code, none.Error))
    Assert.Equal(ExitCode.Usage, (check [ "--data"; "some" ]).Code)

/// Groups are texts, whatever the first 10,000 values look like; of `columns = all` each column of numbers is read.
[<Fact>]
let ``Only columns that are read as numbers are asked to be some, and all of all traits`` () =
    use folder = new Folder()

    let rows =
        String.Join("\n", [ for i in 1..10_050 -> $"p{i}\t{40 + i % 30}\t170\t{1 + i % 3}" ])

    let full (last: string) (rest: string) =
        folder.Write("people.tsv", $"iid\tage\theight\tscanner\n{rows}\n{last}\n")
        |> ignore

        let text =
            "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people { table = tsv(\"people.tsv\", id = iid), columns { age : y } }\n"
            + rest

        call [ "check"; folder.Write("s.wmstudy", text); "--data"; "full" ]

    let grouped =
        full
            "p0\t45\t171\t3T"
            "phenotypes traits from people { columns = [height] }\nprediction p from traits { outcome = age, group = scanner }\n"

    Assert.Equal((ExitCode.Done, ""), (grouped.Code, grouped.Error))

    let all = full "p0\t45\tNaN\t1" "phenotypes traits from people { columns = all }\n"

    Assert.Equal(ExitCode.StudyErrors, all.Code)
    Assert.Contains("WM4462", all.Error)
    Assert.Contains("'height'", all.Error)

/// A run reads the columns that it uses as what their values look like: one that nothing declares and that is all numbers but for NaN is no text.
[<Theory>]
[<InlineData("NaN")>]
[<InlineData("inf")>]
let ``A value that a run refuses in a column that nothing declares is told where the study reads it`` (value: string) =
    use folder = new Folder()
    let rows = String.Join("\n", [ for i in 1..40 -> $"p{i}\t{40 + i % 30}\t170\t{i}" ])

    folder.Write("people.tsv", $"iid\tage\theight\tunused\n{rows}\np41\t45\t{value}\t{value}\n")
    |> ignore

    let path = folder.Write("s.wmstudy", study)
    Assert.Equal(ExitCode.Done, (call [ "check"; path ]).Code)
    let full = call [ "check"; path; "--data"; "full" ]
    Assert.Equal(ExitCode.StudyErrors, full.Code)
    Assert.Contains("WM4462", full.Error)

    Assert.Contains(
        $"is read as a number, and 1 of its values are no finite numbers; the first is '{value}', in line 42",
        full.Error
    )

    Assert.DoesNotContain("unused", full.Error)
    Assert.NotEqual(ExitCode.Done, (call [ "run"; path ]).Code)

    // Declared missing it is neither.
    let missing =
        folder.Write(
            "m.wmstudy",
            study.Replace("include = age", $"missing = [\"\", \"NA\", \"{value}\"]\n  include = age")
        )

    Assert.Equal(ExitCode.Done, (call [ "check"; missing; "--data"; "full" ]).Code)

/// A header that was read with the wrong separator is not that of those who read the file right.
[<Fact>]
let ``A table that one of two cohorts reads in another format is told at that cohort alone`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let wrong = "cohort others { table = csv(\"people.tsv\", id = iid) }\n"

    for text in [ study + wrong; study.Replace("cohort everyone", wrong + "\ncohort everyone") ] do
        let path = folder.Write("s.wmstudy", text)
        let answer = call [ "check"; path; "--json" ]
        Assert.Equal(ExitCode.StudyErrors, answer.Code)
        use found = JsonDocument.Parse answer.Out

        let line =
            text.Substring(0, text.IndexOf(wrong, StringComparison.Ordinal)).Split('\n').Length

        let all =
            found.RootElement.GetProperty("diagnostics").EnumerateArray() |> List.ofSeq

        Assert.NotEmpty all

        for one in all do
            Assert.Equal(line, one.GetProperty("span").GetProperty("line").GetInt32())

/// That nothing says that two cohorts share people, and that their tables do share some, is one thing.
[<Fact>]
let ``People in two tables are told once, beside what nothing in the study says`` () =
    use folder = new Folder()

    let table first last =
        "iid\tage\theight\n"
        + String.Join("", [ for i in first..last -> $"p{i}\t{40 + i}\t170\n" ])

    folder.Write("people.tsv", table 1 40) |> ignore
    folder.Write("panel.tsv", table 21 60) |> ignore

    let path =
        folder.Write(
            "s.wmstudy",
            """wmstudy 1
study s { build = GRCh37 }
cohort everyone { table = tsv("people.tsv", id = iid) }
cohort panel { table = tsv("panel.tsv", id = iid) }
genotypes chips from panel { bed = "chips.bed" }
phenotypes sizes from everyone { columns = [height] }
gwas g from everyone { traits = sizes, genotypes = chips, adjust = age }
"""
        )

    use document =
        JsonDocument.Parse((call [ "check"; path; "--data"; "full"; "--json" ]).Out)

    let found = [
        for one in document.RootElement.GetProperty("diagnostics").EnumerateArray() ->
            string (one.GetProperty("code").GetString()),
            [
                for related in one.GetProperty("related").EnumerateArray() ->
                    string (related.GetProperty("message").GetString())
            ]
    ]

    Assert.DoesNotContain("WM4467", List.map fst found)

    let _, related =
        List.exactlyOne (found |> List.filter (fun (code, _) -> code = "WM3006"))

    Assert.StartsWith("the people of 'panel'", related[0])
    Assert.Contains(related, (fun message -> message.StartsWith("20 people of", StringComparison.Ordinal)))

/// People of a table that has 40, of whom the draw and the condition leave none.
[<Theory>]
[<InlineData("include = age > 200", "WM4140", "40 are out because they do not meet the condition")>]
[<InlineData("include = age > 60, sample = 30", "WM4141", "30 people are to be drawn and 20 are there")>]
[<InlineData("include = age > 76, sample = 30", "WM4141", "30 people are to be drawn and fewer than 5 are there")>]
[<InlineData("withdrawals = \"gone.txt\"", "WM4140", "40 are out because they withdrew")>]
let ``A cohort that nobody is in is told with numbers where all rows are looked at``
    (settings: string)
    (code: string)
    (message: string)
    =
    use folder = new Folder()

    folder.Write(
        "people.tsv",
        "iid\tage\theight\n"
        + String.Join("", [ for i in 1..40 -> $"p{i}\t{40 + i}\t170.5\n" ])
    )
    |> ignore

    folder.Write("gone.txt", String.Join("\n", [ for i in 1..40 -> $"p{i}" ]))
    |> ignore

    let path =
        folder.Write(
            "s.wmstudy",
            $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort everyone {{ table = tsv("people.tsv", id = iid) }}
cohort some from everyone {{ {settings} }}
cohort fewer from some {{ sample = 50%% }}
"""
        )

    Assert.Equal(ExitCode.Done, (call [ "check"; path ]).Code)
    let full = call [ "check"; path; "--data"; "full" ]
    Assert.Equal(ExitCode.StudyErrors, full.Code)
    Assert.Contains(message, full.Error)
    // The cohort that is drawn from it is no second mistake.
    Assert.Equal(2, full.Error.Split($"error {code}").Length)
    Assert.DoesNotContain("'fewer'", full.Error)

/// The list of variants beside the genotypes, in both formats that have one; `rs2` is there twice.
[<Theory>]
[<InlineData("bed", "chips.bim", "1 rs1 0 1000 A C\n1\trs2\t0\t2000\tA\tC\n1 rs2 0 3000 A C\n1 last 0 4000 A C")>]
[<InlineData("pgen",
             "chips.pvar",
             "##comment\n#CHROM\tPOS\tID\tREF\tALT\n1\t1000\trs1\tC\tA\n1\t2000\trs2\tC\tA\n1\t3000\trs2\tC\tA\n1\t4000\tlast\tC\tA")>]
let ``Variants of a condition that are not there are told where all of the data are looked at``
    (format: string)
    (list: string)
    (variants: string)
    =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    folder.Write(list, variants) |> ignore

    folder.Write("chips.fam", "p1 p1 0 0 1 -9\np2 p2 0 0 1 -9\np3 p3 0 0 1 -9\n")
    |> ignore

    folder.Write("chips.psam", "#FID\tIID\tSEX\np1\tp1\t1\np2\tp2\t1\np3\tp3\t1\n")
    |> ignore

    // Storage mode 1 of PLINK 1, and 2 of PLINK 2: three people, four variants, two bits each.
    let bed = Array.append [| 0x6Cuy; 0x1Buy; 1uy |] (Array.create 4 0x38uy)

    let pgen =
        Array.append [| 0x6Cuy; 0x1Buy; 2uy; 4uy; 0uy; 0uy; 0uy; 3uy; 0uy; 0uy; 0uy; 0x40uy |] (Array.create 4 0x06uy)

    IO.File.WriteAllBytes(folder.Path $"chips.{format}", (if format = "bed" then bed else pgen))

    let path =
        folder.Write(
            "s.wmstudy",
            study
            + $"""
genotypes chips from everyone {{ {format} = "chips.{format}" }}
gwas g from everyone {{
  traits = sizes
  genotypes = chips
  adjust = 1
  condition = ["rs1", "rs0", "rs2", "last"]
}}
"""
        )

    let headers = call [ "check"; path ]
    Assert.True((headers.Code = ExitCode.Done), headers.Error)
    let full = call [ "check"; path; "--data"; "full" ]
    Assert.Equal(ExitCode.StudyErrors, full.Code)
    Assert.Contains("error WM4330: The genotypes of g have no variant named 'rs0'.", full.Error)
    Assert.Contains("error WM4331: The genotypes of g have 2 variants named 'rs2'.", full.Error)
    Assert.DoesNotContain("'rs1'", full.Error)
    Assert.DoesNotContain("'last'", full.Error)

[<Fact>]
let ``A cohort that somebody is in is no finding`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let path = folder.Write("s.wmstudy", study)
    Assert.DoesNotContain("WM414", (call [ "check"; path; "--data"; "full" ]).Error)

[<Fact>]
let ``A folder in the place of a table or an import is called one`` () =
    use folder = new Folder()
    System.IO.Directory.CreateDirectory(folder.Path "people.tsv") |> ignore
    System.IO.Directory.CreateDirectory(folder.Path "lib.wmstudy") |> ignore

    let table = folder.Write("s.wmstudy", study)
    Assert.Contains("people.tsv: this is a folder; expected a file", (call [ "check"; table ]).Error)

    let import =
        folder.Write("t.wmstudy", study.Replace("wmstudy 1\n", "wmstudy 1\nimport \"lib.wmstudy\" as lib\n"))

    Assert.Contains("lib.wmstudy: this is a folder; expected a file", (call [ "check"; import ]).Error)
