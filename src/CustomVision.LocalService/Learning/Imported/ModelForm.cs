using Microsoft.ML.OnnxRuntime;

namespace CustomVision.LocalService.Learning.Imported;

/// <summary>The forms of exported models, which differ in their inputs and outputs.</summary>
internal enum ModelForm
{
    /// <summary>Compact classification: the probability of each tag by its name.</summary>
    LabeledClassification,

    /// <summary>Classification of the compact domains [S1]: a vector of probabilities.</summary>
    Classification,

    /// <summary>Compact object detection: a map of cells, from which the program computes the boxes.</summary>
    YoloDetection,

    /// <summary>Object detection of the compact domain [S1]: boxes.</summary>
    BoxDetection,
}

/// <summary>Recognizes the form of a model.</summary>
internal static class ModelForms
{
    public const string Loss = "loss";
    public const string Probabilities = "model_output";
    public const string Map = "model_outputs0";
    public const string Boxes = "detected_boxes";
    public const string Classes = "detected_classes";
    public const string Scores = "detected_scores";

    private const string Expected =
        "A classification model has the input data [N, 3, height, width] and the outputs classLabel and loss, or model_output [N, tags]. "
        + "An object detection model has the output model_outputs0 [1, 5 x (5 + tags), rows, columns], or detected_boxes, detected_classes and detected_scores.";

    public static bool IsDetection(this ModelForm form) => form is ModelForm.YoloDetection or ModelForm.BoxDetection;

    /// <summary>The side of the input in pixels, where neither the model nor its properties say it.</summary>
    public static int DefaultSide(this ModelForm form) => form switch
    {
        ModelForm.YoloDetection => 512,
        ModelForm.BoxDetection => 320,
        ModelForm.Classification => 300,
        _ => 224,
    };

    /// <exception cref="ModelFormatException">Inputs and outputs are those of no exported model.</exception>
    public static ModelForm Find(InferenceSession session)
    {
        if (session.InputMetadata is not { Count: 1 } inputs || !IsImage(inputs.Values.Single()))
            throw Unknown(session);
        var outputs = session.OutputMetadata;
        if (Has(Boxes) && Has(Classes) && Has(Scores))
            return ModelForm.BoxDetection;
        if (Has(Map) && outputs[Map].IsTensor && outputs[Map].Dimensions.Length == 4)
            return ModelForm.YoloDetection;
        if (Has(Loss) && outputs[Loss].OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE)
            return ModelForm.LabeledClassification;
        if (Has(Probabilities) && outputs[Probabilities].IsTensor && outputs[Probabilities].Dimensions.Length == 2)
            return ModelForm.Classification;
        throw Unknown(session);

        bool Has(string name) => outputs.ContainsKey(name);
    }

    private static bool IsImage(NodeMetadata input) =>
        input.IsTensor && input.ElementDataType is Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float or Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16
        && input.Dimensions is [_, 3 or -1, _, _];

    private static ModelFormatException Unknown(InferenceSession session) => new(
        $"The model isn't one that Custom Vision exports. Its inputs are {Describe(session.InputMetadata)}; its outputs are {Describe(session.OutputMetadata)}. {Expected}");

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) => values.Count == 0 ? "none" : string.Join(", ", values.Take(10).Select(value =>
        value.Value.IsTensor
            ? $"{value.Key} {value.Value.ElementDataType} [{string.Join(", ", value.Value.Dimensions.Zip(value.Value.SymbolicDimensions, (length, name) => length >= 0 ? $"{length}" : name.Length > 0 ? name : "?"))}]"
            : $"{value.Key} {value.Value.OnnxValueType}"));
}
