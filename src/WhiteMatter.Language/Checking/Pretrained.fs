/// Models whose weights come from elsewhere.
module internal WhiteMatter.Language.Checking.Pretrained

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

let private epochs (model: CheckedDeclaration) =
    model.Body.Blocks.TryFind "train"
    |> Option.bind (fun train -> train.Settings.TryFind "epochs")

/// Whether a model takes its weights as they are.
let isTaken (model: CheckedDeclaration) =
    match epochs model |> Option.map _.Node with
    | Some(CheckedNode.Number 0.0) -> true
    | _ -> false

/// A model is fitted on somebody, or takes weights from somewhere.
let check (analysis: Analysis) (model: CheckedDeclaration) =
    match isTaken model, epochs model with
    | true, Some at when not (model.Body.Settings.ContainsKey "weights") ->
        analysis.Env.Findings.Add(model.File, DesignCodes.NothingTrained, at.Span, [ model.Name ])
    | false, _ when not (model.Body.Settings.ContainsKey "fit_on") ->
        let row = KindsOfImages.model.Settings |> List.find (fun row -> row.Name = "fit_on")

        let found =
            Diagnostic.create
                model.File
                NameCodes.MissingSetting
                (Span.create model.Span.Start (model.Span.Start + model.Kind.Length))
                [ $"{model.Kind} {model.Name}"; row.Name; RowText.continued row.Doc ]

        match analysis.Env.Program.Homes.TryGetValue model.Name with
        | true,
          (home,
           {
               Local = name
               Meaning = Meaning.Declaration(kind, _)
           }) -> MissingSettings.propose home name kind.Body row found
        | _ -> found
        |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()
