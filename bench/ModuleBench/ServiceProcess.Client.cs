using CustomVision.Http;
using CustomVision.Training;

namespace CustomVision.Benches;

internal sealed partial class ServiceProcess
{
    public TrainingClient Client => field ??= new TrainingClient(new CustomVisionConnection(Endpoint, Secret.From(TrainingKey)));
}
