namespace WhiteMatter.Cli

open System
open System.Collections.Immutable
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Plan.Hosting

/// What `wmstudy new` knows of a table of people.
type FoundTable = {
    /// The function that reads it.
    Function: string
    /// The column of people's IDs.
    Id: string
    Header: TableHeader
}

/// Studies to begin with.
[<RequireQualifiedAccess>]
module StudyTemplate =

    let private prefix = "template."

    let private assembly = Assembly.GetExecutingAssembly()

    /// Their names.
    let names: string list =
        assembly.GetManifestResourceNames()
        |> Array.filter (fun name -> name.StartsWith(prefix, StringComparison.Ordinal))
        |> Array.map _.Substring(prefix.Length)
        |> Array.sort
        |> List.ofArray

    /// The text of one.
    let text (name: string) : string =
        use stream = nonNull (assembly.GetManifestResourceStream(prefix + name))
        use reader = new StreamReader(stream)
        reader.ReadToEnd()

    /// What it is for: the sentence that its first comment begins with.
    let summary (name: string) : string =
        let comment =
            (text name).Split('\n')
            |> Array.skipWhile (fun line -> not (line.StartsWith '#'))
            |> Array.takeWhile _.StartsWith('#')
            |> Array.map (fun line -> line.TrimStart('#').Trim())
            |> String.concat " "

        comment.Substring(0, comment.IndexOf '.' + 1)

    /// What stands between quotes for a path.
    let private escaped (path: string) =
        path.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("{", "{{").Replace("}", "}}")

    /// A file's path as a study in another folder writes it: from that folder on, where one leads to the other.
    let private pathFrom (study: string) (file: string) =
        let folder = Path.GetDirectoryName(Path.GetFullPath study) |> string

        Path.GetRelativePath(folder, Path.GetFullPath file).Replace(Path.DirectorySeparatorChar, '/')
        |> escaped

    /// Words that name nothing.
    let private reserved =
        set [
            "and"
            "or"
            "not"
            "in"
            "from"
            "accept"
            "because"
            "import"
            "as"
            "param"
            "true"
            "false"
        ]

    let private isWord (name: string) =
        Regex.IsMatch(name, "^[A-Za-z][A-Za-z0-9_]*$") && not (reserved.Contains name)

    /// Whether a text can stand between quotes as it is.
    let isPlain (text: string) : bool =
        text <> ""
        && text
           |> Seq.forall (fun letter -> not (Char.IsControl letter || Seq.contains letter "\"\\{}"))

    /// Whether a path can stand between quotes, its signs escaped. Braces are written for what they are only in the name of a file that is there:
    /// else they are hardly meant so.
    let isPath (path: string) : bool =
        path <> ""
        && not (path |> Seq.exists Char.IsControl)
        && (path.IndexOfAny [| '{'; '}' |] < 0 || File.Exists path)

    /// A column as a term of a formula.
    let private term (name: string) =
        if isWord name then name else $"column(\"{name}\")"

    /// A column as an entry of a list or of a block.
    let private entry (name: string) =
        if isWord name then name else $"\"{name}\""

    /// A name without what people put between its words: `Participant ID` and `participant_id` are one.
    let private squeezed (name: string) =
        Regex.Replace(name.ToLowerInvariant(), "[^a-z0-9]", "")

    /// The words of a name, as in `Age at scan (yrs)`, `age_at_scan` and `AgeAtScan`.
    let private wordsOf (name: string) =
        Regex.Matches(name, "[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
        |> Seq.map (fun found -> found.Value.ToLowerInvariant())
        |> List.ofSeq

    /// Columns that name people, squeezed, best first.
    let private idNames = [
        "iid"
        "eid"
        "feid"
        "participantid"
        "subjectid"
        "individualid"
        "personid"
        "patientid"
        "sampleid"
        "participant"
        "subject"
        "sample"
        "id"
    ]

    /// The line that names a table's columns; empty where it cannot be read, which the reading of the table tells.
    let private firstLine (path: string) =
        try
            use reader = new StreamReader(File.OpenRead path)
            reader.ReadLine() |> string
        with
        | :? IOException
        | :? UnauthorizedAccessException -> ""

    /// The table of people at a path, with the column of IDs that its names suggest; `Error` says why it cannot be read.
    let findTable (host: IStudyHost) (path: string) (cancellation: CancellationToken) : Result<FoundTable, string> =
        let heading = firstLine path
        let has (separator: char) = heading.Contains separator

        let ends (ending: string) =
            path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)

        let functionName, format =
            if has '\t' && (ends ".tsv" || not (has ',')) then
                "tsv", TableFormat.TabSeparated
            elif has ',' || ends ".csv" then
                "csv", TableFormat.CommaSeparated
            else
                "space_separated", TableFormat.BlankSeparated

        if has ';' && not (has ',' || has '\t') then
            Error "it is separated by semicolons, which no function reads: write it with commas, as R's write.csv does"
        else

            let request =
                TableRequest(path.Replace('\\', '/'), format, ImmutableArray.Create("", "NA", "-9"))

            match host.ReadTableHeaderAsync(request, cancellation).AsTask().GetAwaiter().GetResult() with
            | :? Probe<TableHeader>.Found as found when found.Value.Columns.IsEmpty -> Error "it has no columns"
            | :? Probe<TableHeader>.Found as found ->
                let columns = found.Value.Columns |> Seq.map _.Name |> List.ofSeq

                let id =
                    idNames
                    |> List.tryPick (fun known -> columns |> List.tryFind (fun name -> squeezed name = known))

                Ok {
                    Function = functionName
                    Id = id |> Option.defaultValue columns.Head
                    Header = found.Value
                }
            | :? Probe<TableHeader>.Unreadable as unreadable -> Error (unreadable.At null).Message
            | _ -> Error "it is not there"

    /// Whole numbers of so few values are codes more often than amounts.
    let private mostCodes = 10

    /// Words that say when an age was taken; an age at something else, such as a diagnosis, is a trait.
    let private ofVisit =
        set [
            "at"
            "in"
            "of"
            "mri"
            "scan"
            "imaging"
            "visit"
            "assessment"
            "examination"
            "exam"
            "interview"
            "recruitment"
            "baseline"
            "enrolment"
            "enrollment"
            "years"
            "year"
            "yrs"
            "yr"
            "y"
        ]

    let private areAll (known: Set<string>) (words: string list) =
        words |> List.forall (fun word -> known.Contains word || Char.IsDigit word[0])

    let private ofVolume =
        set [
            "volume"
            "vol"
            "size"
            "ml"
            "l"
            "cc"
            "cm"
            "mm"
            "total"
            "scaling"
            "factor"
        ]

    let private ofSex =
        set [
            "sex"
            "gender"
            "genetic"
            "reported"
            "self"
            "at"
            "birth"
            "m"
            "f"
            "male"
            "female"
            "code"
            "coded"
        ]

    let private isAmount (name: string) =
        match wordsOf name with
        | "age" :: rest -> areAll ofVisit rest
        | ("icv" | "etiv" | "tiv" | "headsize" | "intracranial") :: rest
        | "head" :: "size" :: rest -> areAll ofVolume rest
        | [ "pc" | "c"; number ] -> Char.IsDigit number[0]
        | _ -> false

    let private isCategory (column: TableColumn) =
        column.Content = ColumnContent.Integer
        && not (isAmount column.Name)
        && column.Levels.Length > 1
        && column.Levels.Length <= mostCodes

    let private isGroup (name: string) =
        let words = wordsOf name
        let where = set [ "site"; "centre"; "center"; "scanner"; "batch"; "array" ]

        (words |> List.exists (fun word -> word = "sex" || word = "gender")
         && areAll ofSex words)
        // As in `Scan site` and `site_id`, not in a measure of a site.
        || (words.Length <= 2 && words |> List.exists where.Contains)

    let private isCovariate (name: string) = isAmount name || isGroup name

    /// What a table's columns are taken for: what is adjusted for, and what is tested.
    let roles (table: FoundTable) (traits: string list) (covariates: string list) : string list * string list =
        let others =
            table.Header.Columns
            |> Seq.filter (fun column ->
                column.Name <> table.Id
                && isPlain column.Name
                && not (column.Name.Equals("fid", StringComparison.OrdinalIgnoreCase))
                && not (column.Name.Equals("#fid", StringComparison.OrdinalIgnoreCase)))
            |> List.ofSeq

        let adjust =
            if covariates.IsEmpty then
                others
                |> List.map _.Name
                |> List.filter (fun name -> isCovariate name && not (List.contains name traits))
            else
                covariates

        let tested =
            if traits.IsEmpty then
                others
                |> List.filter (fun column ->
                    not (List.contains column.Name adjust)
                    && not (isCovariate column.Name)
                    && not (isCategory column)
                    && (column.Content = ColumnContent.Number || column.Content = ColumnContent.Integer))
                |> List.map _.Name
            else
                traits

        adjust, tested

    /// Whether a trait has two values: cases and controls.
    let isBinary (table: FoundTable) (name: string) : bool =
        table.Header.Columns
        |> Seq.exists (fun column -> column.Name = name && column.Levels.Length = 2)

    let private replace (pattern: string) (replacement: string) (text: string) =
        Regex.Replace(text, pattern, (fun (_: Match) -> replacement), RegexOptions.Multiline)

    /// The name of a study as its file's name suggests.
    let private nameOf (file: string) =
        let plain =
            Regex.Replace(string (Path.GetFileNameWithoutExtension file), "[^A-Za-z0-9_]", "_")

        if isWord plain then plain else "my_study"

    /// The setting of a genotype file by its name, and the file; a name without an ending stands for files of PLINK.
    let private genotypes (path: string) =
        let has (ending: string) =
            path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)

        if has ".pgen" then
            "pgen", path
        elif has ".bgen" then
            "bgen", path
        elif has ".vcf" || has ".vcf.gz" || has ".bcf" then
            "vcf", path
        elif has ".bed" then
            "bed", path
        elif File.Exists(path + ".pgen") then
            "pgen", path + ".pgen"
        else
            "bed", path + ".bed"

    /// The file that a name of genotypes stands for.
    let genotypeFile (path: string) : string = snd (genotypes path)

    /// Columns of UK Biobank that a template is written with, by the names that an export gives them; empty of those that are written for any table.
    let fields (template: string) : string list =
        if (text template).Contains "import \"std/ukb\"" then
            [
                "eid"
                "p31"
                "p21003_i2"
                "p54_i2"
                "p22006"
                "p25000_i2"
                for number in 1..10 do
                    $"p22009_a{number}"
            ]
        else
            []

    /// Those of them that a table has, each with the column that is its own there.
    let exportedIn (template: string) (table: FoundTable) : (string * string) list =
        let columns = table.Header.Columns |> Seq.map _.Name |> List.ofSeq

        fields template
        |> List.choose (fun field ->
            ExportedFields.columnOf columns field
            |> Option.map (fun column -> field, column))

    /// A template for a file of a study, filled in with what is known.
    let fill
        (template: string)
        (study: string)
        (table: (string * FoundTable) option)
        (genotypeFile: string option)
        (traits: string list)
        (covariates: string list)
        : string =
        let named =
            (text template)
                .Replace("my_study", nameOf study)
                .Replace("wmstudy check FILE", $"wmstudy check {study}")
                .Replace("wmstudy plan FILE", $"wmstudy plan {study}")
                .Replace("wmstudy run FILE", $"wmstudy run {study}")

        let withTable =
            match table with
            | None -> named
            | Some(path, found) ->
                let adjust, tested = roles found traits covariates
                let exported = exportedIn template found

                let categories =
                    found.Header.Columns
                    |> Seq.filter (fun column -> isCategory column && List.contains column.Name adjust)
                    |> Seq.map (fun column -> $"{entry column.Name} : factor")
                    |> String.concat ", "

                let id = if isWord found.Id then found.Id else $"\"{found.Id}\""

                let listed = tested |> List.map entry |> String.concat ", "
                let adjusted = adjust |> List.map term |> String.concat " + "

                named
                |> replace
                    @"csv\(""(people\.csv"", id = IID|participants\.csv"", id = eid)\)"
                    $"{found.Function}(\"{pathFrom study path}\", id = {id})"
                |> replace
                    @"^ *columns *\{ sex : factor \}[^\n]*\n"
                    (if categories = "" then
                         ""
                     else
                         $"  columns {{ {categories} }}\n")
                |> replace @"\bage \+ sex\b" (if adjusted = "" then "1" else adjusted)
                |> replace @"columns = \[height\]" $"columns = [{listed}]"
                |> replace @"trait = ""height""" (sprintf "trait = \"%s\"" tested.Head)
                // Cases and controls have no ranks; a method that the template has, of relatives, is left.
                |> (if named.Contains "csv(\"people.csv\"" && List.forall (isBinary found) tested then
                        replace
                            @"^ *transform *= rank_int[^\n]*\n"
                            (if Regex.IsMatch(named, @"^ *method *= ", RegexOptions.Multiline) then
                                 ""
                             else
                                 "  method    = logistic\n")
                    else
                        (fun text -> text))
                // The value as the table writes it: a code, or what the code stands for.
                |> (match
                        exported
                        |> List.tryPick (fun (field, name) ->
                            if field = "p22006" then
                                found.Header.Columns |> Seq.tryFind (fun column -> column.Name = name)
                            else
                                None)
                    with
                    | Some column when column.Levels.Contains "Caucasian" && not (column.Levels.Contains "1") ->
                        replace @"p22006 == ""1""" "p22006 == \"Caucasian\""
                    | _ -> fun text -> text)
                |> replace
                    @"(?<=\b(leads|found) from trait_gwas \{ p = )5e-8"
                    (if tested.Length > 1 then
                         $"5e-8 / {tested.Length}"
                     else
                         "5e-8")
                |> ExportedFields.rename exported

        match genotypeFile with
        | None -> withTable
        | Some path ->
            let setting, file = genotypes path

            withTable
            |> replace @"bed *= ""genotypes\.bed""([^\n,}]*#[^\n]*)?" $"{setting} = \"{pathFrom study file}\""

    /// Whether a template has a table and genotypes that can be filled in.
    let isFilled (template: string) =
        (text template).Contains "csv(\"people.csv\", id = IID)"
