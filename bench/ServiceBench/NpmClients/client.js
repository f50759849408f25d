// Runs one generation of the npm clients of Custom Vision against a service, unmodified, as the official quickstarts use them.
// usage: node client.js GENERATION ENDPOINT RESOURCE_ID TRAIN_FOLDER TEST_FOLDER   (keys in TRAINING_KEY and PREDICTION_KEY)
// Writes one line of JSON per step, and ends with 1 when a step failed.
const fs = require('fs');
const path = require('path');
const assert = require('assert');
const { createRequire } = require('module');

const [, , generation, endpoint, resourceId, train, test] = process.argv;
// The packages are installed in the working directory.
const load = createRequire(path.join(process.cwd(), 'package.json'));
const { TrainingAPIClient } = load('@azure/cognitiveservices-customvision-training');
const { PredictionAPIClient } = load('@azure/cognitiveservices-customvision-prediction');

function connect() {
    const { TRAINING_KEY: trainingKey, PREDICTION_KEY: predictionKey } = process.env;
    if (generation !== '5') return [new TrainingAPIClient(trainingKey, endpoint), new PredictionAPIClient(predictionKey, endpoint)];
    const { ApiKeyCredentials } = load('@azure/ms-rest-js');
    return [
        new TrainingAPIClient(new ApiKeyCredentials({ inHeader: { 'Training-key': trainingKey } }), endpoint),
        new PredictionAPIClient(new ApiKeyCredentials({ inHeader: { 'Prediction-key': predictionKey } }), endpoint),
    ];
}

async function step(name, action) {
    try {
        const value = await action();
        console.log(JSON.stringify({ name, ok: true }));
        return value;
    } catch (error) {
        console.log(JSON.stringify({ name, ok: false, error: `${error.message}`.slice(0, 300) }));
        process.exitCode = 1;
        throw error;
    }
}

const jpegs = folder => fs.readdirSync(folder).filter(file => file.endsWith('.jpg')).sort().map(file => path.join(folder, file));
const delay = ms => new Promise(resolve => setTimeout(resolve, ms));

async function classification(trainer, predictor) {
    const project = await step('createProject', () => trainer.createProject(`npm ${generation} ${Date.now()}`));
    const tags = {};
    for (const name of ['brick', 'grass']) tags[name] = await step(`createTag ${name}`, () => trainer.createTag(project.id, name));
    await step('createTag twice is refused with a code', async () => {
        await assert.rejects(trainer.createTag(project.id, 'brick'), error => {
            const body = error.body || {};
            return (body.code || (body.error && body.error.code) || error.code) === 'BadRequestTagNameNotUnique';
        });
    });
    await step('createImagesFromData in parallel', async () => {
        const images = jpegs(path.join(train, 'brick'));
        const results = await Promise.all(images.map(file => trainer.createImagesFromData(project.id, fs.readFileSync(file), { tagIds: [tags.brick.id] })));
        assert(results.every(result => result.isBatchSuccessful && result.images[0].status === 'OK'));
    });
    await step('createImagesFromFiles', async () => {
        const images = jpegs(path.join(train, 'grass')).map(file => ({ name: path.basename(file), contents: fs.readFileSync(file), tagIds: [tags.grass.id] }));
        const result = await trainer.createImagesFromFiles(project.id, { images });
        assert.strictEqual(result.images.length, images.length);
        assert(result.images.every(image => image.status === 'OK'));
    });
    // Versions before 3.3 answer 200; the clients of 3.0 throw on 207.
    await step('a duplicate in a batch', async () => {
        const [file] = jpegs(path.join(train, 'grass'));
        const result = await trainer.createImagesFromFiles(project.id, { images: [{ name: 'again.jpg', contents: fs.readFileSync(file), tagIds: [tags.grass.id] }] });
        assert.strictEqual(result.images[0].status, 'OKDuplicate');
    });
    await step('lists and counts', async () => {
        assert.strictEqual((await trainer.getTaggedImages(project.id, { take: 256 })).length, 24);
        assert.strictEqual((await trainer.getUntaggedImages(project.id)).length, 0);
        const count = await trainer.getTaggedImageCount(project.id);
        assert.strictEqual(typeof count === 'object' ? Number(count.body) : count, 24);
        assert.deepStrictEqual((await trainer.getTags(project.id)).map(tag => tag.imageCount).sort(), [12, 12]);
    });
    let iteration = await step('trainProject', () => trainer.trainProject(project.id));
    await step('training ends', async () => {
        while (iteration.status === 'Training') {
            await delay(200);
            iteration = await trainer.getIteration(project.id, iteration.id);
        }
        assert.strictEqual(iteration.status, 'Completed');
    });
    await step('getIterationPerformance', async () => {
        const performance = await trainer.getIterationPerformance(project.id, iteration.id, { threshold: 0.5, overlapThreshold: 0.3 });
        assert(performance.precision > 0 && performance.perTagPerformance.length === 2);
    });
    await step('publishIteration', () => trainer.publishIteration(project.id, iteration.id, 'my model', resourceId));
    await step('classifyImage', async () => {
        for (const name of ['brick', 'grass']) {
            const result = await predictor.classifyImage(project.id, 'my model', fs.readFileSync(jpegs(path.join(test, name))[0]));
            assert.strictEqual(result.predictions[0].tagName, name);
        }
    });
    await step('queryPredictions', async () => {
        const result = await trainer.queryPredictions(project.id, { orderBy: 'Newest', session: '', continuation: '', maxCount: 10, tags: [], application: '' });
        assert(result.results.length >= 2);
    });
    await step('a published iteration cannot be deleted', () => assert.rejects(trainer.deleteIteration(project.id, iteration.id)));
    await step('unpublishIteration', () => trainer.unpublishIteration(project.id, iteration.id));
    await step('deleteProject', () => trainer.deleteProject(project.id));
}

async function detection(trainer) {
    const domains = await step('getDomains', () => trainer.getDomains());
    const domain = domains.find(one => one.type === 'ObjectDetection');
    const project = await step('createProject for detection', () => trainer.createProject(`npm detection ${generation} ${Date.now()}`, { domainId: domain.id }));
    const tag = await step('createTag', () => trainer.createTag(project.id, 'wall'));
    await step('createImagesFromFiles with regions', async () => {
        const images = jpegs(path.join(train, 'brick')).map((file, i) => ({
            name: path.basename(file), contents: fs.readFileSync(file),
            regions: [{ tagId: tag.id, left: 0.25, top: 0.125 + i / 100, width: 0.5, height: 0.25 }],
        }));
        const result = await trainer.createImagesFromFiles(project.id, { images });
        assert(result.images.every(image => image.status === 'OK' && image.image.regions.length === 1));
    });
    await step('regions', async () => {
        const [image] = await trainer.getTaggedImages(project.id);
        const created = await trainer.createImageRegions(project.id, { regions: [{ imageId: image.id, tagId: tag.id, left: 0.1, top: 0.1, width: 0.2, height: 0.2 }] });
        assert.strictEqual(created.created.length, 1);
        await trainer.deleteImageRegions(project.id, [created.created[0].regionId]);
        const [again] = await trainer.getImagesByIds(project.id, { imageIds: [image.id] });
        assert.strictEqual(again.regions.length, 1);
    });
    await step('getImageRegionProposals', async () => {
        const [image] = await trainer.getTaggedImages(project.id);
        assert((await trainer.getImageRegionProposals(project.id, image.id)).proposals.length > 0);
    });
    await step('deleteProject of detection', () => trainer.deleteProject(project.id));
}

const [trainer, predictor] = connect();
classification(trainer, predictor).then(() => detection(trainer)).catch(() => { process.exitCode = 1; });
