/// Studies begun from templates.
module WhiteMatter.Cli.Tests.NewTests

open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Language

let templates () =
    StudyTemplate.names |> Seq.map (fun name -> [| box name |])

[<Theory; MemberData(nameof templates)>]
let ``A template is formatted, and nothing but its files is missing`` (name: string) =
    let text = StudyTemplate.text name
    Assert.Equal(text, Formatter.format (Parser.parse (SourceText("t.wmstudy", text))).File)
    Assert.NotEqual<string>("", StudyTemplate.summary name)

    use folder = new Folder()
    let path = folder.Path "mine.wmstudy"
    Assert.Equal(ExitCode.Done, (call [ "new"; name; path ]).Code)
    let answer = call [ "check"; path ]
    Assert.Equal(ExitCode.Done, answer.Code)

    for line in answer.Error.Split '\n' do
        if line.StartsWith "warning" || line.StartsWith "error" then
            Assert.Contains("WM4002", line)

let private table =
    "IID,age,sex,site,bmi,height,group\n"
    + System.String.Join(
        "",
        [
            for i in 1..30 -> $"p{i},{40 + i},{1 + i % 2},{11010 + i % 3},{20 + i}.5,{150 + i}.25,case\n"
        ]
    )

[<Fact>]
let ``A table says how it is read, what is adjusted for and what is tested`` () =
    use folder = new Folder()
    let people = folder.Write("people.csv", table)
    let path = folder.Path "own.wmstudy"

    let answer =
        call [
            "new"
            "plink"
            path
            "--table"
            people
            "--genotypes"
            folder.Path "geno/chips"
        ]

    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("traits: bmi, height; adjusted for age, sex, site", answer.Error)
    let text = File.ReadAllText path
    Assert.Contains("study own {", text)
    Assert.Contains("csv(\"people.csv\", id = IID)", text)
    Assert.Contains("columns { sex : factor, site : factor }", text)
    Assert.Contains("bed  = \"geno/chips.bed\"", text)
    Assert.Contains("covariates base { age + sex + site }", text)
    Assert.Contains("columns = [bmi, height]", text)
    Assert.Contains("p = 5e-8 / 2,", text)

    // All that is left to say is that the genotypes are not there.
    let check = call [ "check"; path ]
    Assert.Equal(ExitCode.Done, check.Code)
    Assert.EndsWith("no errors, 1 warning", check.Out.TrimEnd())

[<Fact>]
let ``Columns named on the command line are taken, and must be the table's`` () =
    use folder = new Folder()
    let people = folder.Write("people.csv", table)
    let path = folder.Path "own.wmstudy"

    let unknown = call [ "new"; "plink"; path; "--table"; people; "--trait"; "hight" ]
    Assert.Equal(ExitCode.Usage, unknown.Code)
    Assert.Contains("'height'", unknown.Error)
    Assert.False(File.Exists path)

    Assert.Equal(
        ExitCode.Done,
        (call [
            "new"
            "relatives"
            path
            "--table"
            people
            "--trait"
            "height"
            "--covariate"
            "age"
        ])
            .Code
    )

    let text = File.ReadAllText path
    Assert.Contains("covariates base { age + kin.pcs }", text)
    Assert.Contains("columns = [height]", text)
    Assert.Contains("p = 5e-8,", text)

    // A file that is there is never written over.
    let again = call [ "new"; "plink"; path ]
    Assert.Equal(ExitCode.Usage, again.Code)
    Assert.Equal(text, File.ReadAllText path)

[<Fact>]
let ``Names that are no plain words are written in quotes`` () =
    use folder = new Folder()

    let people =
        folder.Write("people.csv", table.Replace("bmi", "Waist (cm)").Replace("age", "age"))

    let path = folder.Path "own.wmstudy"

    Assert.Equal(
        ExitCode.Done,
        (call [
            "new"
            "plink"
            path
            "--table"
            people
            "--trait"
            "height"
            "--covariate"
            "Waist (cm)"
        ])
            .Code
    )

    let text = File.ReadAllText path
    Assert.Contains("covariates base { column(\"Waist (cm)\") }", text)
    Assert.Equal(ExitCode.Done, (call [ "check"; path ]).Code)

[<Fact>]
let ``A table's header adds nothing to the study but its columns`` () =
    use folder = new Folder()

    let people =
        folder.Write(
            "people.tsv",
            "IID\theight\tfrom\tweight\", \"age\tx\"], min_people = 1 } #\tb\ta{b}\n"
            + String.concat "" [ for i in 1..20 -> $"p{i}\t{i}.5\t{i}.25\t{i}.5\t{i}.5\tx\t{i}.5\n" ]
        )

    let path = folder.Path "not.wmstudy"
    Assert.Equal(ExitCode.Done, (call [ "new"; "plink"; path; "--table"; people ]).Code)
    let text = File.ReadAllText path
    Assert.Contains("columns = [height, \"from\"]", text)
    Assert.Contains("study my_study {", text)
    Assert.DoesNotContain("min_people", text)
    Assert.Equal(ExitCode.Done, (call [ "check"; path ]).Code)

    for wrong in
        [
            [ "--trait"; "weight\", \"age" ]
            [ "--genotypes"; "a{b" ]
            [ "--genotypes"; "a\nb" ]
        ] do
        let other = folder.Path "other.wmstudy"
        Assert.Equal(ExitCode.Usage, (call ([ "new"; "plink"; other; "--table"; people ] @ wrong)).Code)
        Assert.False(File.Exists other)

    Assert.Equal(ExitCode.Usage, (call [ "new"; "plink"; folder.Path ".wmstudy" ]).Code)

[<Fact>]
let ``Templates are listed, and others than these are refused with the nearest`` () =
    let all = call [ "new" ]
    Assert.Equal(ExitCode.Done, all.Code)

    for name in StudyTemplate.names do
        Assert.Contains($"  {name} ", all.Out)

    let unknown = call [ "new"; "plik" ]
    Assert.Equal(ExitCode.Usage, unknown.Code)
    Assert.Contains("'plink'", unknown.Error)

[<Fact>]
let ``What is combined with published statistics is the trait that was asked for`` () =
    use folder = new Folder()
    let people = folder.Write("people.csv", table)
    let path = folder.Path "own.wmstudy"
    let answer = call [ "new"; "meta"; path; "--table"; people; "--trait"; "bmi" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let text = File.ReadAllText path
    Assert.Contains("trait = \"bmi\"", text)
    Assert.DoesNotContain("height", text)

[<Fact>]
let ``A folder that is not there is named`` () =
    use folder = new Folder()
    let answer = call [ "new"; "plink"; folder.Path "nowhere/own.wmstudy" ]
    Assert.NotEqual(ExitCode.Done, answer.Code)
    Assert.Contains("no folder", answer.Error)
    Assert.DoesNotContain(".tmp", answer.Error)

[<Fact>]
let ``A table is read by what separates its names, whatever its file is called`` () =
    use folder = new Folder()
    let tabs = folder.Write("tabs.csv", table.Replace(',', '\t'))
    let path = folder.Path "own.wmstudy"
    Assert.Equal(ExitCode.Done, (call [ "new"; "plink"; path; "--table"; tabs ]).Code)
    Assert.Contains("tsv(\"tabs.csv\", id = IID)", File.ReadAllText path)

    let semicolons = folder.Write("semicolons.csv", table.Replace(',', ';'))

    let refused =
        call [ "new"; "plink"; folder.Path "other.wmstudy"; "--table"; semicolons ]

    Assert.Equal(ExitCode.Usage, refused.Code)
    Assert.Contains("separated by semicolons", refused.Error)
    Assert.False(File.Exists(folder.Path "other.wmstudy"))

[<Fact>]
let ``Words that are out of place say which`` () =
    use folder = new Folder()
    let people = folder.Write("people.csv", table)
    let path = folder.Path "own.wmstudy"

    let two =
        call [ "new"; "plink"; path; "--table"; people; "--trait"; "height"; "bmi" ]

    Assert.Equal(ExitCode.Usage, two.Code)
    Assert.Contains("not 'bmi' as well; of several columns each has an option of its own", two.Error)

    let noTemplate = call [ "new"; path ]
    Assert.Equal(ExitCode.Usage, noTemplate.Code)
    Assert.Contains("a template comes before the file", noTemplate.Error)
    Assert.False(File.Exists path)

    // The file may stand after the options.
    Assert.Equal(ExitCode.Done, (call [ "new"; "plink"; "--table"; people; path ]).Code)
    Assert.True(File.Exists path)

[<Fact>]
let ``What cannot be tested is refused before a study is written, and what is named twice is one`` () =
    use folder = new Folder()

    let people =
        folder.Write(
            "people.csv",
            "IID,age,site,height\n1,40,Oslo,170\n2,50,Bergen,171\n3,60,Oslo,172\n4,61,Oslo,173\n"
        )

    let path = folder.Path "own.wmstudy"

    let asked (words: string list) =
        let answer = call ([ "new"; "plink"; path; "--table"; people ] @ words)
        Assert.Equal(ExitCode.Usage, answer.Code)
        Assert.False(File.Exists path)
        answer.Error

    Assert.Contains("the column 'site' is text with values such as", asked [ "--trait"; "site" ])

    Assert.Contains("'height' is a trait and a covariate", asked [ "--trait"; "height"; "--covariate"; "height" ])

    Assert.Contains("'IID' names the people", asked [ "--trait"; "IID" ])

    let twice =
        call [
            "new"
            "plink"
            path
            "--table"
            people
            "--trait"
            "height"
            "--trait"
            "height"
        ]

    Assert.Equal(ExitCode.Done, twice.Code)
    let text = File.ReadAllText path
    Assert.Contains("columns = [height]", text)
    // Age is an amount however few people a table has.
    Assert.DoesNotContain("age : factor", text)

[<Theory>]
[<InlineData("Participant ID,Age at scan (yrs),Gender (M/F),Scan site,TIV (ml),Grip strength (kg)",
             "Participant ID",
             "Age at scan (yrs), Gender (M/F), Scan site, TIV (ml)",
             "Grip strength (kg)")>]
[<InlineData("SubjectID,AgeAtBaseline,Sex,ScannerID,PC1,Reaction.Time",
             "SubjectID",
             "AgeAtBaseline, Sex, ScannerID, PC1",
             "Reaction.Time")>]
[<InlineData("patient_id,age_at_diagnosis,sex_at_birth,study_centre,PC_1,age_2",
             "patient_id",
             "sex_at_birth, study_centre, PC_1, age_2",
             "age_at_diagnosis")>]
let ``Columns are known by the words of their names, however these are joined``
    (names: string)
    (id: string)
    (adjusted: string)
    (traits: string)
    =
    use folder = new Folder()

    let rows = [
        for i in 1..20 -> $"p{i},{40 + i}.5,{1 + i % 2},{i % 3},{1500 + i * 7}.5,{i * i % 17}.25"
    ]

    let people =
        folder.Write("people.csv", System.String.Join("\n", (names :: rows) @ [ "" ]))

    let path = folder.Path "own.wmstudy"
    let answer = call [ "new"; "plink"; path; "--table"; people ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains($"People by {id}; traits: {traits}; adjusted for {adjusted}.", answer.Error)
    // All that is left to say is that the genotypes are not there.
    let check = call [ "check"; path ]
    Assert.True((check.Code = ExitCode.Done), check.Error)
    Assert.EndsWith("no errors, 1 warning", check.Out.TrimEnd())

[<Fact>]
let ``A trait of two values is tested by logistic regression`` () =
    use folder = new Folder()

    let people =
        folder.Write(
            "people.csv",
            "IID,age,case,height\n"
            + String.concat "" [ for i in 1..30 -> $"p{i},{40 + i},{1 + i % 2},{150 + i}.5\n" ]
        )

    let path = folder.Path "own.wmstudy"
    let answer = call [ "new"; "plink"; path; "--table"; people; "--trait"; "case" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let text = File.ReadAllText path
    Assert.Contains("  method    = logistic\n", text)
    Assert.DoesNotContain("rank_int", text)
    Assert.Contains("for cases and controls", answer.Error)
    Assert.DoesNotContain("WM30", (call [ "check"; path ]).Error)

    let amount = folder.Path "amount.wmstudy"
    Assert.Equal(ExitCode.Done, (call [ "new"; "plink"; amount; "--table"; people; "--trait"; "height" ]).Code)
    Assert.Contains("transform = rank_int", File.ReadAllText amount)

    // One association has one method.
    let both =
        call [
            "new"
            "plink"
            folder.Path "both.wmstudy"
            "--table"
            people
            "--trait"
            "case"
            "--trait"
            "height"
        ]

    Assert.Equal(ExitCode.Usage, both.Code)
    Assert.Contains("'case' has two values and 'height' more", both.Error)

    let related = folder.Path "related.wmstudy"
    Assert.Equal(ExitCode.Done, (call [ "new"; "relatives"; related; "--table"; people; "--trait"; "case" ]).Code)
    Assert.Contains("method    = mixed(kin)", File.ReadAllText related)
    Assert.DoesNotContain("logistic", File.ReadAllText related)
    Assert.DoesNotContain("rank_int", File.ReadAllText related)

[<Fact>]
let ``Paths start from the study's folder, and their signs are escaped`` () =
    use folder = new Folder()
    Directory.CreateDirectory(folder.Path "studies") |> ignore
    Directory.CreateDirectory(folder.Path "our \"data\"") |> ignore
    let people = folder.Write("our \"data\"/people.csv", table)
    folder.Write("chr{1}.bed", "") |> ignore
    let path = folder.Path "studies/own.wmstudy"

    let answer =
        call [ "new"; "plink"; path; "--table"; people; "--genotypes"; folder.Path "chr{1}" ]

    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let text = File.ReadAllText path
    Assert.Contains("csv(\"../our \\\"data\\\"/people.csv\", id = IID)", text)
    Assert.Contains("\"../chr{{1}}.bed\"", text)
    // The table is found, and so are its columns.
    Assert.DoesNotContain("people.csv", (call [ "check"; path ]).Error)
