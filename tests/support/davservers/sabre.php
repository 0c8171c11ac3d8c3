<?php
// One sabre/dav calendar server (Debian's 1.8) for one test run: one user, "u" with the password "p".

error_reporting(0);
date_default_timezone_set('UTC');
require_once 'Sabre/autoload.php';

const SCHEMAS = '/usr/share/doc/php-sabre-dav/examples/sql/sqlite.%s.sql';
const TABLES = ['calendars', 'principals', 'users'];

function schema(string $table): string
{
    $path = sprintf(SCHEMAS, $table);
    return is_file($path) ? file_get_contents($path) : implode('', gzfile("$path.gz"));
}

function database(string $path): PDO
{
    $lock = fopen("$path.lock", 'c');
    flock($lock, LOCK_EX);  // several workers may be first
    $isNew = !file_exists($path);
    $database = new PDO("sqlite:$path");
    $database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
    $database->exec('PRAGMA busy_timeout = 10000');
    $database->exec('PRAGMA synchronous = OFF');
    if ($isNew) {
        foreach (TABLES as $table) {
            $database->exec(schema($table));
        }
        $database->exec('DELETE FROM principals');
        $insert = $database->prepare('INSERT INTO principals (uri, displayname) VALUES (?, ?)');
        foreach (['', '/calendar-proxy-read', '/calendar-proxy-write'] as $part) {
            $insert->execute(["principals/u$part", 'U']);
        }
    }
    flock($lock, LOCK_UN);
    return $database;
}

class OneUser extends \Sabre\DAV\Auth\Backend\AbstractBasic
{
    protected function validateUserPass($username, $password)
    {
        return $username === 'u' && $password === 'p';
    }
}

$database = database(getenv('RESEAU_SABRE_DATABASE'));
$principals = new \Sabre\DAVACL\PrincipalBackend\PDO($database);
$calendars = new \Sabre\CalDAV\Backend\PDO($database);
$server = new \Sabre\DAV\Server([
    new \Sabre\CalDAV\Principal\Collection($principals),
    new \Sabre\CalDAV\CalendarRootNode($principals, $calendars),
]);
$server->setBaseUri('/');
$server->addPlugin(new \Sabre\DAV\Auth\Plugin(new OneUser(), 'tests'));
$server->addPlugin(new \Sabre\DAVACL\Plugin());
$server->addPlugin(new \Sabre\CalDAV\Plugin());
$server->exec();
