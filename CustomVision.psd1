@{
    RootModule             = 'bin/CustomVision.PowerShell.dll'
    # The formats are loaded before the root module. Without this line, PowerShell searches every loaded assembly for each
    # type that they name, which makes the import noticeably slower.
    RequiredAssemblies     = @('bin/CustomVision.PowerShell.dll')
    ModuleVersion          = '0.1.0'
    GUID                   = '5f0d6f3b-7b0e-4a43-9a52-4f6f0a8d3c11'
    Author                 = 'The CustomVision contributors'
    CompanyName            = 'The CustomVision contributors'
    Copyright              = '(c) The CustomVision contributors. MIT licence.'
    Description            = 'Uploads labeled images to the Azure Custom Vision service, trains projects and predicts images. The package CustomVision.LocalService adds a local service with the same API.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    TypesToProcess         = @('CustomVision.Types.ps1xml')
    FormatsToProcess       = @('CustomVision.Format.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Add-CVImageRegion'
        'Add-CVImageTag'
        'Add-CVLocalFault'
        'Add-CVTrainingImage'
        'Backup-CVProject'
        'Connect-CVService'
        'Copy-CVProject'
        'Disconnect-CVService'
        'Export-CVAnnotation'
        'Export-CVIteration'
        'Export-CVReport'
        'Get-CVAccount'
        'Get-CVConnection'
        'Get-CVDomain'
        'Get-CVImagePerformance'
        'Get-CVImageRegionProposal'
        'Get-CVIteration'
        'Get-CVIterationExport'
        'Get-CVIterationPerformance'
        'Get-CVLocalFault'
        'Get-CVLocalRequest'
        'Get-CVLocalService'
        'Get-CVPrediction'
        'Get-CVProject'
        'Get-CVSuggestion'
        'Get-CVTag'
        'Get-CVTrainingImage'
        'Import-CVAnnotation'
        'Import-CVModel'
        'Invoke-CVPrediction'
        'Measure-CVTrainingImage'
        'New-CVProject'
        'New-CVTag'
        'Publish-CVIteration'
        'Remove-CVImageRegion'
        'Remove-CVImageTag'
        'Remove-CVIteration'
        'Remove-CVLocalFault'
        'Remove-CVPrediction'
        'Remove-CVProject'
        'Remove-CVTag'
        'Remove-CVTrainingImage'
        'Reset-CVLocalService'
        'Restore-CVProject'
        'Save-CVArtifact'
        'Save-CVTrainingImage'
        'Set-CVImageMetadata'
        'Set-CVIteration'
        'Set-CVLocalService'
        'Set-CVProject'
        'Set-CVTag'
        'Start-CVLocalService'
        'Start-CVTraining'
        'Stop-CVLocalService'
        'Unpublish-CVIteration'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @(
                'CustomVision'
                'Azure'
                'AzureAI'
                'CognitiveServices'
                'ComputerVision'
                'ImageClassification'
                'MachineLearning'
                'PSEdition_Core'
                'PSEdition_Desktop'
                'Windows'
                'Linux'
                'MacOS'
            )
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://www.powershellgallery.com/packages/CustomVision'
            ReleaseNotes = 'The first version: training API 3.0 to 3.4-preview with prediction API 3.0 and 3.1, version 1.0, and a local service that implements all of them. CHANGELOG.md in the sources lists everything.'
        }
    }
}
