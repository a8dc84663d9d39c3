package com.acme.checkout.outside;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Any folder under {@code routes/brokers/}, held to what every broker keeps: {@code -Dbroker=<file>} names the YAML file that
 * says how its broker is started, fed and read. Without it, the broker is the one that {@code docs/mqtt.md} adds, by the blocks
 * that it shows.
 */
@Tag("broker-folder")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerFolderIT extends RemoteBrokerContract {

    private static final Path PAGE = Path.of("docs/mqtt.md");
    private static final String DESCRIPTION = "src/test/brokers/mqtt.yaml";

    private Path project;
    private String classPath;
    private String instanceSetting;
    private List<Map<String, String>> twoInstances;
    private boolean two;
    private boolean keepsOverARestart;

    @Override
    Broker broker(Path folder) throws Exception {
        String file = System.getProperty("broker");
        project = folder.resolve("project");
        if (file == null) {
            WalkThrough.follow(PAGE, project);
        } else {
            Project.copy(project);
        }
        DescribedBroker broker =
                new DescribedBroker(file == null ? project.resolve(DESCRIPTION) : Path.of(file), folder);
        try {
            instanceSetting = broker.instanceSetting();
            twoInstances = broker.twoInstances();
            keepsOverARestart = broker.keepsOverARestart();
            classPath = file == null ? WalkThrough.classPath(project) : null;
            Project.withPartner(project);
            return broker;
        } catch (Exception | Error e) {
            broker.close();
            throw e;
        }
    }

    @Override
    Service service(Path folder, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (instanceSetting != null) {
            all.put(instanceSetting, folder.getFileName().toString());
        }
        if (two) {
            all.putAll(twoInstances.get(folder.equals(this.folder) ? 0 : 1));
        }
        Service service = new Service(folder, all);
        return classPath == null ? service.in(project) : service.in(project, classPath);
    }

    @Override
    @Test
    void killedThreeTimesAndTheBrokerOnceEveryCommandStartsOneSaga() throws Exception {
        String line = "keepsOverARestart is false: what is lost when this broker starts again is not tested";
        if (!keepsOverARestart) {
            System.out.println(line);
        }
        assumeTrue(keepsOverARestart, line);
        super.killedThreeTimesAndTheBrokerOnceEveryCommandStartsOneSaga();
    }

    /** The last: what is for the instance that is gone then, nobody else may read, as the page on MQTT says. */
    @Override
    @Test
    @Order(Integer.MAX_VALUE)
    void twoInstancesKilledInTurnLoseNothingAndBothMakeProgress() throws Exception {
        if (!twoInstances.isEmpty()) {
            two = true;
            service.close();
            service = service(folder, settings).start();
        }
        super.twoInstancesKilledInTurnLoseNothingAndBothMakeProgress();
    }
}
