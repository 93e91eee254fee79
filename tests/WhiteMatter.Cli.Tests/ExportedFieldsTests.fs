/// The template of studies of UK Biobank, filled in from tables as its exports name their columns.
module WhiteMatter.Cli.Tests.ExportedFieldsTests

open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

/// Writes a table of two people with the fields of the template, each column as an export spells it, and a value of field 22006.
let private exportOf (folder: Folder) (spelled: string -> string) (ethnic: string) : string =
    let fields = StudyTemplate.fields "ukb-fa"

    let row (sex: int) =
        fields
        |> List.map (fun name ->
            match name with
            | "eid" -> $"100{sex}"
            | "p31" -> string sex
            | "p22006" -> ethnic
            | _ -> "60")
        |> String.concat ","

    let names = fields |> List.map spelled |> String.concat ","
    folder.Write("export.csv", String.concat "\n" [ names; row 0; row 1; "" ])

[<Fact>]
let ``A table of UK Biobank's fields fills in the template that is written for them, and another one does not`` () =
    use folder = new Folder()
    let people = exportOf folder id "1"
    let path = folder.Path "fa.wmstudy"
    let answer = call [ "new"; "ukb-fa"; path; "--table"; people ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains("table       = csv(\"export.csv\", id = eid)", File.ReadAllText path)
    // Every column that the study names is there.
    let check = call [ "check"; path ]
    Assert.DoesNotContain("WM2037", check.Error)
    Assert.Equal(ExitCode.Done, check.Code)

    let other = folder.Write("own.csv", "eid,p31,age\n1,0,40\n")
    let refused = call [ "new"; "ukb-fa"; folder.Path "b.wmstudy"; "--table"; other ]
    Assert.Equal(ExitCode.Usage, refused.Code)
    Assert.Contains("lacks p21003_i2", refused.Error)
    Assert.False(File.Exists(folder.Path "b.wmstudy"))

    let traits =
        call [
            "new"
            "ukb-fa"
            folder.Path "b.wmstudy"
            "--table"
            people
            "--trait"
            "p31"
        ]

    Assert.Contains("--table alone fills it in", traits.Error)

[<Theory>]
[<InlineData("1", "\"1\"")>]
[<InlineData("Caucasian", "\"Caucasian\"")>]
let ``Genetic ethnic grouping is asked for as the table writes it`` (value: string) (written: string) =
    use folder = new Folder()
    let people = exportOf folder id value
    let path = folder.Path "fa.wmstudy"
    let answer = call [ "new"; "ukb-fa"; path; "--table"; people ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains($"include     = p22006 == {written}", File.ReadAllText path)
    Assert.Equal(ExitCode.Done, (call [ "check"; path ]).Code)

/// The names of a field's column by the programs that export them: the Research Analysis Platform with the visit of every field, ukbconv's csv,
/// the same as R reads it, and ukbconv's files for Stata.
[<Theory>]
[<InlineData("eid", "p{0}_i{1}_a{2}", "p22006_i0 == \"1\"")>]
[<InlineData("eid", "{0}-{1}.{2}", "column(\"22006-0.0\") == \"1\"")>]
[<InlineData("eid", "X{0}.{1}.{2}", "column(\"X22006.0.0\") == \"1\"")>]
[<InlineData("n_eid", "n_{0}_{1}_{2}", "n_22006_0_0 == \"1\"")>]
let ``A table of UK Biobank's fields is known by the names of each export``
    (id: string)
    (form: string)
    (asked: string)
    =
    use folder = new Folder()

    let spelled (field: string) =
        if field = "eid" then
            id
        else
            let number, visit, place =
                match field.Split '_' with
                | [| number; second |] when second.StartsWith 'i' -> number, second.Substring 1, "0"
                | [| number; second |] -> number, "0", second.Substring 1
                | parts -> parts[0], "0", "0"

            // The platform writes positions of arrays alone.
            let form =
                if form.StartsWith 'p' && not (field.Contains "_a") then
                    "p{0}_i{1}"
                else
                    form

            System.String.Format(form, number.TrimStart 'p', visit, place)

    let people = exportOf folder spelled "1"
    let path = folder.Path "fa.wmstudy"
    let answer = call [ "new"; "ukb-fa"; path; "--table"; people ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let text = File.ReadAllText path
    Assert.Contains($"include     = {asked}", text)
    Assert.Contains($"csv(\"export.csv\", id = {id})", text)
    Assert.Contains($"\"bulk/{{{id}}}/", text)
    Assert.DoesNotContain("ukb.demographic", text)
    // What stands in comments is told to people.
    Assert.Contains("## Genetically British (22006) with a scan", text)
    Assert.DoesNotContain("p25741_i2", text)
    // Every column that the study names is there, and is what the library says.
    let check = call [ "check"; path ]
    Assert.True((check.Code = ExitCode.Done), check.Error)
    Assert.DoesNotContain("WM2037", check.Error)

[<Fact>]
let ``A path with the name of a field in it stays as it is`` () =
    use folder = new Folder()

    let spelled field =
        if field = "p31" then "31-0.0" else field

    let people = exportOf folder spelled "1"
    Directory.CreateDirectory(folder.Path "p31") |> ignore
    File.Move(people, folder.Path "p31/p22006.csv")
    let path = folder.Path "fa.wmstudy"
    let answer = call [ "new"; "ukb-fa"; path; "--table"; folder.Path "p31/p22006.csv" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let text = File.ReadAllText path
    Assert.Contains("csv(\"p31/p22006.csv\", id = eid)", text)
    Assert.Contains("* column(\"31-0.0\")", text)

[<Fact>]
let ``A column of people that cannot stand in a path is told`` () =
    use folder = new Folder()

    let people =
        exportOf folder (fun field -> if field = "eid" then "f.eid" else field) "1"

    let answer = call [ "new"; "ukb-fa"; folder.Path "fa.wmstudy"; "--table"; people ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("names people by 'f.eid', which cannot stand in the paths of their images", answer.Error)
