using System.Globalization;
using CustomVision.LocalService.Learning.Detection;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

namespace CustomVision.LocalService.Learning.Imported;

/// <summary>What an imported model predicts.</summary>
/// <param name="Probabilities">One for each tag; empty for object detection.</param>
/// <param name="Detections">The boxes, those of a tag together; null for a classification.</param>
internal sealed record ImportedResult(float[] Probabilities, List<Detection.Detection>? Detections);

/// <summary>A model that Azure or a local service exported, run by ONNX Runtime. Thread-safe.</summary>
internal sealed class ImportedModel
{
    // A model of Azure takes less than a second. One that runs for ever must not keep a request.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(1);

    // As in the real service.
    private const float LeastProbability = 0.01f;

    private readonly InferenceSession session;
    private readonly ModelInput input;
    private readonly string inputName;
    private readonly bool isHalf;
    private readonly float[] anchors;
    private readonly float mostOverlap;

    private ImportedModel(ModelPackage package, InferenceSession session)
    {
        this.session = session;
        Form = ModelForms.Find(session);
        (inputName, var shape) = session.InputMetadata.Single();
        isHalf = shape.ElementDataType == TensorElementType.Float16;
        input = new ModelInput(package, Form, Length(2), Length(3));
        const string yolo = "CustomVision.Postprocess.Yolo.";
        var biases = package.Properties.TryGetValue(yolo + "Biases", out var list) ? PropertyList.Parse(list) : [];
        anchors = biases is { Length: 0 } ? [.. YoloBoxes.DefaultAnchors]
            : biases is { } known && known.Length % 2 == 0 && Array.TrueForAll(known, side => side > 0) ? known
            : throw new ModelFormatException($"{yolo}Biases isn't a list of widths and heights: {list}");
        mostOverlap = package.Properties.TryGetValue(yolo + "NmsThreshold", out var text)
            && float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var overlap) && overlap is > 0 and <= 1 ? overlap : YoloBoxes.DefaultOverlap;
        Labels = package.Labels;

        int? Length(int dimension) => shape.Dimensions[dimension] is > 0 and var length ? length : null;
    }

    public ModelForm Form { get; }

    /// <summary>The names of the tags, in the order of the model.</summary>
    public IReadOnlyList<string> Labels { get; private set; }

    /// <summary>Opens a model without running it.</summary>
    /// <exception cref="ModelFormatException">The model isn't one that Custom Vision exports.</exception>
    /// <exception cref="NetworkException">ONNX Runtime has no library for this platform.</exception>
    public static ImportedModel Open(ModelPackage package)
    {
        InferenceSession session;
        try
        {
            session = OnnxSession.Open(options => new InferenceSession(package.Model, options));
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime can't read the model: {error.Message}", error);
        }
        try
        {
            return new ImportedModel(package, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model with a gray image, and checks that what it returns fits its labels.</summary>
    /// <returns>The probabilities of a classification, by which softmax is recognized; empty for object detection.</returns>
    /// <exception cref="ModelFormatException">The model doesn't run, or returns something else.</exception>
    public float[] Check()
    {
        var size = input.SizeFor(new SKSizeI(400, 300));
        var gray = new float[3 * size.Width * size.Height];
        Array.Fill(gray, 0.5f);
        try
        {
            // Without labels, a classification tells them.
            if (Form == ModelForm.LabeledClassification && Labels.Count == 0)
                Labels = Run(gray, size, outputs => (string[])[.. Named(outputs[0]).Keys]);
            if (Labels.Count == 0)
                throw new ModelFormatException("The zip file has no labels.txt, and the model doesn't name its tags.");
            return Run(gray, size, outputs => Read(outputs)).Probabilities;
        }
        catch (NetworkException error)
        {
            throw new ModelFormatException(error.Message, error);
        }
    }

    /// <summary>Predicts an image.</summary>
    /// <returns>Null when the image can't be decoded.</returns>
    /// <exception cref="NetworkException">The model failed. The message is for the user.</exception>
    public ImportedResult? Predict(SKData image) => input.Decode(image) is { } decoded ? Run(decoded.Values, decoded.Size, Read) : null;

    /// <summary>Ends the use of the model. Only for one that isn't shared.</summary>
    public void Close() => session.Dispose();

    private T Run<T>(float[] values, SKSizeI size, Func<IReadOnlyList<OrtValue>, T> read)
    {
        long[] shape = [1, 3, size.Height, size.Width];
        string[] names = Form switch
        {
            ModelForm.LabeledClassification => [ModelForms.Loss],
            ModelForm.Classification => [ModelForms.Probabilities],
            ModelForm.YoloDetection => [ModelForms.Map],
            _ => [ModelForms.Boxes, ModelForms.Classes, ModelForms.Scores],
        };
        using var options = new RunOptions();
        using var limit = new Timer(_ => options.Terminate = true, null, LongestRun, Timeout.InfiniteTimeSpan);
        try
        {
            using var tensor = isHalf
                ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (Float16)value), shape)
                : OrtValue.CreateTensorValueFromMemory(values, shape);
            using var outputs = session.Run(options, [inputName], [tensor], names);
            return read(outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new NetworkException($"The imported model failed: {error.Message}", error);
        }
        catch (ModelFormatException error)
        {
            throw new NetworkException(error.Message, error);
        }
    }

    private ImportedResult Read(IReadOnlyList<OrtValue> outputs)
    {
        switch (Form)
        {
            case ModelForm.LabeledClassification:
                var named = Named(outputs[0]);
                if (named.Count != Labels.Count || Labels.FirstOrDefault(label => !named.ContainsKey(label)) is not null)
                    throw new ModelFormatException($"The model has the tags {string.Join(", ", named.Keys.Take(10))}, and labels.txt has {string.Join(", ", Labels.Take(10))}.");
                return new ImportedResult([.. Labels.Select(label => named[label])], null);
            case ModelForm.Classification:
                var probabilities = Floats(outputs[0]);
                RequireTags(probabilities.Length);
                return new ImportedResult(probabilities, null);
            case ModelForm.YoloDetection:
                return new ImportedResult([], Sorted(ReadMap(outputs[0])));
            default:
                return new ImportedResult([], Sorted(ReadBoxes(outputs)));
        }
    }

    private List<Detection.Detection> ReadMap(OrtValue output)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        if (shape is not [1, var channels, var rows, var columns] || rows * columns == 0)
            throw new ModelFormatException($"{ModelForms.Map} has the shape [{string.Join(", ", shape)}] instead of [1, channels, rows, columns].");
        RequireTags(YoloBoxes.TagCount((int)channels, anchors.Length / 2) ?? 0);
        return YoloBoxes.Find(Floats(output), (int)rows, (int)columns, anchors, mostOverlap);
    }

    private List<Detection.Detection> ReadBoxes(IReadOnlyList<OrtValue> outputs)
    {
        var (boxes, scores) = (Floats(outputs[0]), Floats(outputs[2]));
        var classes = Integers(outputs[1]);
        if (boxes.Length != 4 * scores.Length || classes.Length != scores.Length)
            throw new ModelFormatException($"The model returns {boxes.Length / 4} boxes, {classes.Length} classes and {scores.Length} scores.");
        var detections = new List<Detection.Detection>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (classes[i] < 0 || classes[i] >= Labels.Count)
                throw new ModelFormatException($"The model returns the tag {classes[i]}, and there are {Labels.Count} labels.");
            var corners = boxes.AsSpan(4 * i, 4);
            if (scores[i] >= LeastProbability)
                detections.Add(new Detection.Detection(
                    (int)classes[i], scores[i], new Box(corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1]).Clipped()));
        }
        return detections;
    }

    private void RequireTags(int count)
    {
        if (count != Labels.Count)
            throw new ModelFormatException($"The output of the model has the size for {count} tags, and there are {Labels.Count} labels.");
    }

    /// <summary>As the real service answers: the boxes of a tag together, and at most 200.</summary>
    private static List<Detection.Detection> Sorted(List<Detection.Detection> detections) =>
        [.. detections.OrderByDescending(detection => detection.Probability).Take(Detector.MaxDetections).OrderBy(detection => detection.Tag)];

    private static Dictionary<string, float> Named(OrtValue sequence)
    {
        var named = new Dictionary<string, float>(StringComparer.Ordinal);
        sequence.ProcessSequence(
            (map, _) => map.ProcessMap(
                (names, values) =>
                {
                    foreach (var (name, value) in names.GetStringTensorAsArray().Zip(Floats(values)))
                        named[name] = value;
                },
                OrtAllocator.DefaultInstance),
            OrtAllocator.DefaultInstance);
        return named;
    }

    private static float[] Floats(OrtValue value)
    {
        float[] numbers = value.GetTensorTypeAndShape().ElementDataType switch
        {
            TensorElementType.Float => [.. value.GetTensorDataAsSpan<float>()],
            TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), half => (float)half),
            var other => throw new ModelFormatException($"An output of the model has the type {other} instead of Float or Float16."),
        };
        return Array.TrueForAll(numbers, float.IsFinite) ? numbers : throw new ModelFormatException("The model returns values that aren't numbers.");
    }

    private static long[] Integers(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>()],
        TensorElementType.Int32 => Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), number => (long)number),
        _ => Array.ConvertAll(Floats(value), number => (long)number),
    };
}
