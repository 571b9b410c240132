// SPDX-License-Identifier: Apache-2.0
// The stranger: Qt's SCXML engine, which knows nothing of Sopflow. It reads commands from standard
// input and answers each with a line, "STATE STATE|UNDECIDED":
//   chart BYTES      and then so many bytes: a chart, which is started
//   event NAME [KEY=VALUE …]
#include <QBuffer>
#include <QCoreApplication>
#include <QScxmlDataModel>
#include <QScxmlStateMachine>
#include <QStringList>
#include <QVariantMap>

#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>

namespace
{

std::unique_ptr<QScxmlStateMachine> machine;
bool stable = false;

void
settle()
{
    alarm(5); // a chart that runs in a circle ends the program, which the test sees
    while (!stable)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    alarm(0);
}

void
answer()
{
    QStringList names = machine->activeStateNames();
    names.sort();
    const QVariant undecided = machine->dataModel()->scxmlProperty(QStringLiteral("undecided"));
    std::cout << names.join(u' ').toStdString() << '|' << undecided.toString().toStdString()
              << std::endl;
}

void
start(const std::string &text)
{
    QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    machine.reset(QScxmlStateMachine::fromData(&buffer));
    const auto errors = machine->parseErrors();
    if (!errors.isEmpty())
    {
        std::cout << "error: " << errors.first().toString().toStdString() << std::endl;
        return;
    }
    QObject::connect(machine.get(), &QScxmlStateMachine::reachedStableState, [] { stable = true; });
    QObject::connect(machine.get(), &QScxmlStateMachine::finished, [] { stable = true; });
    stable = false;
    machine->start();
    settle();
    answer();
}

QVariant
value(const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);

    if (text == QLatin1String("true") || text == QLatin1String("false"))
        return text == QLatin1String("true");
    return isNumber ? QVariant(number) : QVariant(text);
}

void
send(const QString &line)
{
    QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    QVariantMap data;

    for (qsizetype i = 1; i < words.size(); i++)
        data.insert(words[i].section(u'=', 0, 0), value(words[i].section(u'=', 1)));
    stable = !machine->isRunning();
    if (!stable)
        machine->submitEvent(words[0], data);
    settle();
    answer();
}

} // namespace

int
main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::string line;

    while (std::getline(std::cin, line))
    {
        if (line.rfind("chart ", 0) == 0)
        {
            std::string text(std::stoul(line.substr(6)), '\0');
            std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
            start(text);
        }
        else if (line.rfind("event ", 0) == 0)
            send(QString::fromStdString(line.substr(6)));
    }
    machine.reset();
    return 0;
}
