/// What the outside shows: headers of tables and genotype sets, and which files are there.
namespace WhiteMatter.Language.Checking

open System.Collections.Generic
open System.Collections.Immutable
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// A file to look at, with the place that names it.
[<RequireQualifiedAccess>]
type internal Wanted =
    | Table of TableRequest
    | Genotypes of GenotypeRequest
    /// A mask or a volume of labels.
    | Image of path: string
    /// A mask of whose voxels it matters which are inside.
    | Mask of path: string
    /// The images of a table's people, and the columns that their paths name.
    | Images of ImageSetRequest * columns: string list
    /// The table of names of an atlas.
    | Regions of path: string
    /// Published summary statistics.
    | Statistics of StatisticsRequest
    /// Weights of a network.
    | Weights of path: string
    | Plain of path: string

type internal WantedAt = {
    What: Wanted
    Source: SourceText
    Span: Span
}

/// What was found outside.
type internal Outside = {
    /// By path, and by how it is read: format and missing codes.
    Tables: Dictionary<struct (string * string), TableHeader>
    /// The header of a path whatever its missing codes; of a path that is read in several formats, that with most columns.
    TablesByPath: Dictionary<string, TableHeader>
    /// The first header of a path in a format, whatever its missing codes.
    TablesAsRead: Dictionary<struct (string * TableFormat), TableHeader>
    /// By the keys of their requests.
    Genotypes: Dictionary<string, GenotypeHeader>
    Images: Dictionary<string, ImageHeader>
    ImageSets: Dictionary<string, ImageSetHeader>
    /// Names of regions, in their order, by the path of their table.
    RegionNames: Dictionary<string, string list>
    Statistics: Dictionary<struct (string * PublishedLayout), StatisticsHeader>
    Weights: Dictionary<string, WeightsHeader>
    Absent: HashSet<string>
}

[<RequireQualifiedAccess>]
module internal Outside =

    let nothing () : Outside = {
        Tables = Dictionary()
        TablesByPath = Dictionary()
        TablesAsRead = Dictionary()
        Genotypes = Dictionary()
        Images = Dictionary()
        ImageSets = Dictionary()
        RegionNames = Dictionary()
        Statistics = Dictionary()
        Weights = Dictionary()
        Absent = HashSet()
    }

    /// How a table is read: another format of the same file has other columns.
    let private readingKey (format: TableFormat) (codes: string seq) =
        System.String.Join('\u0001', [ format.ToString(); yield! codes ])

    /// The names of an atlas's table: each line a label, blanks, a tab or a comma, and its name; 0 is no region.
    let private readRegions (text: string) =
        let separators = [| ' '; '\t'; ',' |]

        List.distinct [
            for line in text.Split '\n' do
                let line = line.Trim()
                let finish = line.IndexOfAny separators

                if finish > 0 && line[0] <> '#' && line.Substring(0, finish) <> "0" then
                    line.Substring(finish).Trim(separators).Trim('"').Trim()
        ]

    /// Says that a file is not there; the one that its name may have meant is a fix where the study spells out the name.
    let private reportAbsent (findings: Findings) (at: WantedAt) (absent: string) (meant: string option) =
        let say (hint: string) =
            Diagnostic.create at.Source DataCodes.FileNotFound at.Span [ absent; hint ]

        let written = at.Source.TextOf at.Span

        let name (path: string) =
            path.Substring(path.LastIndexOf '/' + 1)

        match meant with
        | _ when written.Contains "://" ->
            Diagnostic.create at.Source DataCodes.FileNotFound at.Span [
                written.Trim '"'
                ": files are of this machine, and nothing is fetched from elsewhere; download it and name its path"
            ]
        | None when
            written.StartsWith("\"~/", System.StringComparison.Ordinal)
            || written.Contains '$'
            ->
            say ": ~ and $ stand for nothing in a path, which is written in full"
        | None -> say ""
        | Some file when name file = name absent -> say ": it is a link, and what it leads to is not there"
        | Some file ->
            let said = say $" (did you mean '{file}'?)"
            let ending = name absent + "\""

            if
                written.StartsWith '"'
                && written.EndsWith(ending, System.StringComparison.Ordinal)
            then
                let mended = written.Substring(0, written.Length - ending.Length) + name file + "\""
                Diagnostic.withFix at.Source $"Write {mended}" at.Span mended said
            else
                said
        |> findings.AddDiagnostic

    let findTable (outside: Outside) (path: string) (format: TableFormat) (missing: string seq) =
        match outside.Tables.TryGetValue(struct (path, readingKey format missing)) with
        | true, header -> Some header
        | _ -> None

    /// Looks at every wanted file once. A file that is not there is a warning: a study can be checked without its data.
    let look
        (findings: Findings)
        (limits: CheckLimits)
        (host: IStudyHost)
        (cancellation: CancellationToken)
        (wanted: WantedAt seq)
        : Task<Outside> =
        task {
            let outside = nothing ()
            let done' = HashSet<Wanted>()
            let mutable tooMany = false

            let report (at: WantedAt) path (probe: Probe<'a>) (found: 'a -> unit) =
                match probe with
                | :? Probe<'a>.Found as answer -> found answer.Value
                | :? Probe<'a>.Unreadable as answer ->
                    Diagnostic.locate at.Source at.Span |> answer.At |> findings.AddDiagnostic
                | _ ->
                    // Of a file set, the member that is not there is named.
                    let absent, meant =
                        match probe with
                        | :? Probe<'a>.NotFound as answer ->
                            (match answer.Path with
                             | null -> path
                             | other -> other),
                            Option.ofObj answer.Meant
                        | _ -> path, None

                    // Once, however many places name it.
                    if outside.Absent.Add absent then
                        reportAbsent findings at absent meant

            let keyOf what =
                match what with
                | Wanted.Table request ->
                    let parts = [ request.Path; readingKey request.Format request.MissingCodes ]
                    Wanted.Plain("table\u0001" + System.String.Join('\u0001', parts))
                | Wanted.Images(request, _) ->
                    let parts = [ request.Table.Path; request.Template; yield! request.Beside ]
                    Wanted.Plain("images\u0001" + System.String.Join('\u0001', parts))
                | other -> other

            for at in wanted do
                cancellation.ThrowIfCancellationRequested()

                if done'.Count >= limits.MaximumDataFiles then
                    if not tooMany then
                        tooMany <- true

                        findings.Add(
                            at.Source,
                            NameCodes.LimitExceeded,
                            at.Span,
                            [ "data files"; string limits.MaximumDataFiles ]
                        )
                elif done'.Add(keyOf at.What) then
                    match at.What with
                    | Wanted.Table request when request.Path.EndsWith(".fam", System.StringComparison.OrdinalIgnoreCase) ->
                        findings.Add(at.Source, DataCodes.FamIsNoTable, at.Span, [ request.Path ])
                    | Wanted.Table request ->
                        let! probe = host.ReadTableHeaderAsync(request, cancellation)

                        report at request.Path probe (fun header ->
                            outside.Tables[struct (request.Path, readingKey request.Format request.MissingCodes)] <-
                                header

                            outside.TablesAsRead.TryAdd(struct (request.Path, request.Format), header)
                            |> ignore

                            match outside.TablesByPath.TryGetValue request.Path with
                            | true, earlier when earlier.Columns.Length >= header.Columns.Length -> ()
                            | _ -> outside.TablesByPath[request.Path] <- header)
                    | Wanted.Genotypes request ->
                        let! probe = host.ReadGenotypeHeaderAsync(request, cancellation)
                        report at request.Paths[0] probe (fun header -> outside.Genotypes[request.Key] <- header)
                    | Wanted.Image path ->
                        let! probe = host.ReadImageHeaderAsync(path, cancellation)
                        // Of a mask whose voxels were read more is known.
                        report at path probe (fun header -> outside.Images.TryAdd(path, header) |> ignore)
                    | Wanted.Mask path ->
                        let! probe = host.ReadMaskAsync(path, cancellation)
                        report at path probe (fun header -> outside.Images[path] <- header)
                    | Wanted.Images(request, columns) ->
                        // A column that is not there is said where the path is checked.
                        let known =
                            match outside.TablesByPath.TryGetValue request.Table.Path with
                            | true, table ->
                                columns
                                |> List.forall (fun name ->
                                    table.Columns |> Seq.exists (fun column -> column.Name = name))
                            // Without the table nobody's path is known; that it is not there is said already.
                            | _ -> not (outside.Absent.Contains request.Table.Path)

                        if known then
                            let! probe = host.ReadImageSetHeaderAsync(request, cancellation)

                            report at request.Template probe (fun header ->
                                outside.ImageSets[request.Template] <- header)
                    | Wanted.Regions path ->
                        let! probe = host.ReadTextAsync(path, limits.MaximumFileBytes, cancellation)
                        report at path probe (fun text -> outside.RegionNames[path] <- readRegions text)
                    | Wanted.Statistics request ->
                        let! probe = host.ReadStatisticsHeaderAsync(request, cancellation)

                        report at request.Path probe (fun header ->
                            outside.Statistics[struct (request.Path, request.Layout)] <- header)
                    | Wanted.Weights path ->
                        let! probe = host.ReadWeightsHeaderAsync(path, cancellation)
                        report at path probe (fun header -> outside.Weights[path] <- header)
                    | Wanted.Plain path ->
                        let! probe = host.IdentifyAsync(path, cancellation)
                        report at path probe ignore

            return outside
        }
