using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Imported;

namespace CustomVision.LocalService.Importing;

/// <summary>How to import a model.</summary>
/// <param name="Name">The name of the new project.</param>
/// <param name="Description">The description of the new project.</param>
/// <param name="PublishName">The name that the iteration is published by.</param>
/// <param name="ClassificationType">How the tags exclude each other; null for what the file says.</param>
internal sealed record ModelImport(string Name, string Description, string PublishName, ClassificationType? ClassificationType);

/// <summary>Imports exported models: checks the zip file, runs the model once, and stores it as a project with one published iteration.</summary>
internal sealed class ModelImporter(ImportedModels models) : IDisposable
{
    private const string Method = "CustomVision.Postprocess.Method";

    // A model takes several times its size while it is checked.
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <exception cref="ServiceException">The file isn't a model that Custom Vision exports, or a name isn't valid.</exception>
    public async Task<(Project Project, Iteration Iteration, IReadOnlyList<string> Tags)> ImportAsync(ModelImport wanted, ImageBuffer file, CancellationToken cancel)
    {
        await oneAtATime.WaitAsync(cancel);
        try
        {
            var checkedModel = Check(wanted, file);
            var (project, iteration) = await models.AddAsync(checkedModel, file);
            return (project, iteration, checkedModel.Tags);
        }
        catch (ModelFormatException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, error.Message);
        }
        catch (NetworkException error)
        {
            throw new ServiceException(ErrorCodes.ErrorUnknown, error.Message);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private static ImportedProject Check(ModelImport wanted, ImageBuffer file)
    {
        var package = ModelPackage.Read(file.Read());
        var model = ImportedModel.Open(package);
        try
        {
            var probabilities = model.Check();
            return new ImportedProject(
                wanted.Name, wanted.Description, wanted.PublishName, DomainOf(model.Form), wanted.ClassificationType ?? TypeOf(package, probabilities), model.Labels);
        }
        finally
        {
            model.Close();
        }
    }

    private static TrainingDomain DomainOf(ModelForm form) => TrainingDomain.All.Single(domain =>
        domain.IsDetection == form.IsDetection()
        && domain.Name == (form is ModelForm.Classification or ModelForm.BoxDetection ? "General (compact) [S1]" : "General (compact)"));

    /// <summary>The properties of old exports don't say it. Only the probabilities of softmax add up to 1 for any image.</summary>
    private static ClassificationType TypeOf(ModelPackage package, float[] probabilities)
    {
        if (package.Properties.GetValueOrDefault(Method) is { } method && method.StartsWith("Classification", StringComparison.OrdinalIgnoreCase))
            return method.Contains("MultiLabel", StringComparison.OrdinalIgnoreCase) ? ClassificationType.Multilabel : ClassificationType.Multiclass;
        return probabilities.Length > 0 && Math.Abs(probabilities.Sum() - 1) < 0.01 ? ClassificationType.Multiclass : ClassificationType.Multilabel;
    }
}
